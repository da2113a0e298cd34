using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Storage.Tests.Azure;

public sealed class ConfiguredStorageTests
{
    [Fact]
    public async Task Without_a_setting_it_is_the_data_folder()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await ConfiguredStorage.OpenAsync(Configuration(), folder["data"], TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(folder["data"], Assert.IsType<EmbeddedStorage>(storage).Folder);
    }

    [Fact]
    public async Task With_a_connection_string_it_is_the_account()
    {
        await using var storage = await ConfiguredStorage.OpenAsync(
            Configuration(("AzureWebJobsStorage", "UseDevelopmentStorage=true")), "unused", TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal("devstoreaccount1", Assert.IsType<AzureStorage>(storage).Account.Name);
    }

    [Fact]
    public void With_an_account_name_the_identity_opens_it()
    {
        var account = ConfiguredStorage.FindAccount(Configuration(("AzureWebJobsStorage:accountName", "shop")));
        Assert.Equal(new Uri("https://shop.table.core.windows.net"), account?.TableEndpoint);
        Assert.Equal(new Uri("https://shop.blob.core.windows.net"), account?.BlobEndpoint);
        Assert.IsType<DefaultAzureCredential>(account?.Identity);
    }

    [Fact]
    public void Addresses_and_the_managed_identity_can_be_named()
    {
        var account = ConfiguredStorage.FindAccount(Configuration(
            ("AzureWebJobsStorage:tableServiceUri", "https://shop.table.example.com"),
            ("AzureWebJobsStorage:blobServiceUri", "https://shop.blob.example.com"),
            ("AzureWebJobsStorage:credential", "managedidentity"),
            ("AzureWebJobsStorage:clientId", "00000000-0000-0000-0000-000000000001")));
        Assert.Equal(("shop", new Uri("https://shop.table.example.com")), (account?.Name, account?.TableEndpoint));
        Assert.IsType<ManagedIdentityCredential>(account?.Identity);
    }

    [Fact]
    public void In_Azure_the_managed_identity_is_asked_for_directly()
    {
        (string, string) name = ("AzureWebJobsStorage:accountName", "shop");
        (string, string) inAzure = ("IDENTITY_ENDPOINT", "http://127.0.0.1:41000/msi/token");
        Assert.IsType<ManagedIdentityCredential>(ConfiguredStorage.FindAccount(Configuration(name, inAzure))?.Identity);
        Assert.IsType<ManagedIdentityCredential>(ConfiguredStorage.FindAccount(Configuration(name, inAzure, ("AzureWebJobsStorage:clientId", "00000000-0000-0000-0000-000000000001")))?.Identity);
        Assert.IsType<DefaultAzureCredential>(ConfiguredStorage.FindAccount(Configuration(name, ("IDENTITY_ENDPOINT", "")))?.Identity);
    }

    [Theory]
    [InlineData("accountName=shop", "https://shop.queue.core.windows.net/")]
    [InlineData("accountName=shop;queueServiceUri=https://shop.queue.example.com/", "https://shop.queue.example.com/")]
    [InlineData("tableServiceUri=https://shop.table.core.chinacloudapi.cn;blobServiceUri=https://shop.blob.core.chinacloudapi.cn", "https://shop.queue.core.chinacloudapi.cn/")]
    [InlineData("tableServiceUri=https://tables.example.com;blobServiceUri=https://blobs.example.com", null)]
    public void Queues_are_beside_the_blobs(string settings, string? queues) => Assert.Equal(
        queues,
        ConfiguredStorage.FindAccount(Configuration([.. settings.Split(';').Select(setting => setting.Split('=')).Select(parts => ("AzureWebJobsStorage:" + parts[0], parts[1]))]))?.QueueEndpoint?.AbsoluteUri);

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10001/devstoreaccount1")]
    [InlineData("AccountName=shop;AccountKey=a2V5", "https://shop.queue.core.windows.net/")]
    [InlineData("AccountName=shop;AccountKey=a2V5;QueueEndpoint=https://queues.example.com", "https://queues.example.com/")]
    public void A_connection_string_names_its_queues(string text, string queues) =>
        Assert.Equal(queues, StorageConnectionString.Parse(text).QueueEndpoint?.AbsoluteUri);

    [Theory]
    [InlineData("AzureWebJobsStorage:blobServiceUri", "https://shop.blob.example.com", "accountName")]
    [InlineData("AzureWebJobsStorage", "nonsense", "Name=Value")]
    public void A_setting_that_is_not_understood_is_named(string setting, string value, string named)
    {
        var refused = Assert.Throws<FormatException>(() => ConfiguredStorage.FindAccount(Configuration((setting, value))));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_credential_or_a_plain_http_address_is_refused()
    {
        Assert.Throws<FormatException>(() => ConfiguredStorage.FindAccount(Configuration(("AzureWebJobsStorage:accountName", "shop"), ("AzureWebJobsStorage:credential", "magic"))));
        Assert.Throws<FormatException>(() => ConfiguredStorage.FindAccount(
            Configuration(("AzureWebJobsStorage:accountName", "shop"), ("AzureWebJobsStorage:blobServiceUri", "http://shop.blob.example.com"))));
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
