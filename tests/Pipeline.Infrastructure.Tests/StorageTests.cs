using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class StorageTests(Templates templates)
{
    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task No_shared_key_and_no_anonymous_reader_opens_the_account(string variant)
    {
        var account = (await templates.DeployAsync(Variant.Named(variant))).Single("Microsoft.Storage/storageAccounts");

        Assert.Equal("false", account.Text("allowSharedKeyAccess"));
        Assert.Equal("false", account.Text("allowBlobPublicAccess"));
        Assert.Equal("true", account.Text("defaultToOAuthAuthentication"));
        Assert.Equal("true", account.Text("supportsHttpsTrafficOnly"));
        Assert.Equal("TLS1_2", account.Text("minimumTlsVersion"));
        Assert.Equal("StorageV2", account.Json["kind"]!.ToString());
        Assert.Matches("^[a-z0-9]{3,24}$", account.Name);
    }

    [Theory]
    [InlineData("dev", "Enabled", "Allow", "Standard_LRS")]
    [InlineData("premium", "Enabled", "Allow", "Standard_LRS")]
    [InlineData("prod", "Disabled", "Deny", "Standard_ZRS")]
    [InlineData("premium-private", "Disabled", "Deny", "Standard_ZRS")]
    [InlineData("full", "Disabled", "Deny", "Standard_LRS")]
    public async Task The_network_and_the_zones_decide_on_the_accounts_doors_and_copies(string variant, string access, string rule, string sku)
    {
        var account = (await templates.DeployAsync(Variant.Named(variant))).Single("Microsoft.Storage/storageAccounts");

        Assert.Equal(
            (access, rule, sku),
            (account.Text("publicNetworkAccess")!, account.Text("networkAcls.defaultAction")!, account.Json["sku"]!["name"]!.ToString()));
    }

    [Fact]
    public async Task The_package_has_a_container_and_commands_have_a_queue_whose_writes_are_logged()
    {
        var snapshot = await templates.DeployAsync(Variant.Dev);
        var account = snapshot.Single("Microsoft.Storage/storageAccounts");

        var container = snapshot.Single("Microsoft.Storage/storageAccounts/blobServices/containers");
        Assert.Equal($"{account.Name}/default/packages", container.Name);
        Assert.Equal("None", container.Text("publicAccess"));
        Assert.Equal($"{account.Name}/default/pipeline-commands", snapshot.Single("Microsoft.Storage/storageAccounts/queueServices/queues").Name);

        var log = snapshot.Of("Microsoft.Insights/diagnosticSettings").Single(setting => setting.Scope == $"{account.Id}/queueServices/default");
        Assert.Equal("""[{"category":"StorageWrite","enabled":true}]""", log["logs"]!.ToJsonString());
        Assert.Equal(snapshot.Single("Microsoft.OperationalInsights/workspaces").Id, log.Text("workspaceId"));
    }
}
