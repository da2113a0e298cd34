using Pipeline.Storage.Azure;

namespace Pipeline.Storage.Tests.Azure;

public sealed class StorageConnectionStringTests
{
    private const string Key = "c2VjcmV0LWtleS1zZWNyZXQta2V5";

    [Theory]
    [InlineData($"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={Key};EndpointSuffix=core.windows.net", "https://shop.table.core.windows.net/", "https://shop.blob.core.windows.net/")]
    [InlineData($"AccountName=shop;AccountKey={Key}", "https://shop.table.core.windows.net/", "https://shop.blob.core.windows.net/")]
    [InlineData($"AccountName=shop;AccountKey={Key};EndpointSuffix=core.chinacloudapi.cn;", "https://shop.table.core.chinacloudapi.cn/", "https://shop.blob.core.chinacloudapi.cn/")]
    [InlineData($" accountname = shop ; ACCOUNTKEY = {Key} ; BlobEndpoint=http://localhost:1/shop/ ; TableEndpoint=http://localhost:2/shop", "http://localhost:2/shop", "http://localhost:1/shop")]
    public void Endpoints_are_found(string text, string table, string blob)
    {
        var account = StorageConnectionString.Parse(text);
        Assert.Equal(("shop", table, blob), (account.Name, account.TableEndpoint.AbsoluteUri, account.BlobEndpoint.AbsoluteUri));
        Assert.Equal("shop", account.SharedKey?.AccountName);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite", "http://azurite")]
    public void The_emulator_is_where_it_always_is(string text, string host)
    {
        var account = StorageConnectionString.Parse(text);
        Assert.Equal(new Uri($"{host}:10002/devstoreaccount1"), account.TableEndpoint);
        Assert.Equal(new Uri($"{host}:10000/devstoreaccount1"), account.BlobEndpoint);
        Assert.Equal("devstoreaccount1", account.SharedKey?.AccountName);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=yes", "UseDevelopmentStorage")]
    [InlineData($"AccountKey={Key}", "AccountName")]
    [InlineData("AccountName=shop", "AccountKey")]
    [InlineData($"AccountName=shop;AccountKey={Key};BlobEndpoint=nowhere", "BlobEndpoint")]
    [InlineData("BlobEndpoint=https://shop.blob.core.windows.net/;SharedAccessSignature=sv=2023&sig=c2VjcmV0", "SharedAccessSignature")]
    [InlineData(Key, "Name=Value")]
    public void What_is_wrong_is_named_without_the_secret(string text, string named)
    {
        var refused = Assert.Throws<FormatException>(() => StorageConnectionString.Parse(text));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_base64_is_not_repeated()
    {
        var refused = Assert.Throws<FormatException>(() => StorageConnectionString.Parse("AccountName=shop;AccountKey=not*base64"));
        Assert.DoesNotContain("not*base64", refused.Message, StringComparison.Ordinal);
    }
}
