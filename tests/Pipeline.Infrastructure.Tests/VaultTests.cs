using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class VaultTests(Templates templates)
{
    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task The_vault_goes_by_roles_and_cannot_be_purged(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var vault = snapshot.Single("Microsoft.KeyVault/vaults");

        Assert.Equal("true", vault.Text("enableRbacAuthorization"));
        Assert.Equal("true", vault.Text("enableSoftDelete"));
        Assert.Equal("true", vault.Text("enablePurgeProtection"));
        Assert.Equal("90", vault.Text("softDeleteRetentionInDays"));
        Assert.Null(vault["accessPolicies"]);
        Assert.Matches("^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$", vault.Name);
        Assert.Equal(vault.Name, snapshot.Outputs["vaultName"]!.ToString());
    }

    [Theory]
    [InlineData("dev", "Enabled", "Allow")]
    [InlineData("prod", "Disabled", "Deny")]
    [InlineData("full", "Disabled", "Deny")]
    public async Task The_network_decides_on_the_vaults_doors(string variant, string access, string rule)
    {
        var vault = (await templates.DeployAsync(Variant.Named(variant))).Single("Microsoft.KeyVault/vaults");

        Assert.Equal((access, rule), (vault.Text("publicNetworkAccess")!, vault.Text("networkAcls.defaultAction")!));
    }

    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task The_key_only_wraps_and_unwraps_and_the_app_is_told_where_it_is(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var vault = snapshot.Single("Microsoft.KeyVault/vaults");
        var key = snapshot.Single("Microsoft.KeyVault/vaults/keys");

        Assert.Equal($"{vault.Name}/data-protection", key.Name);
        Assert.Equal(("RSA", "3072"), (key.Text("kty")!, key.Text("keySize")!));
        Assert.Equal(["wrapKey", "unwrapKey"], key["keyOps"]!.AsArray().Select(operation => operation!.ToString()));
        Assert.Equal("rotate", key["rotationPolicy"]!["lifetimeActions"]![0]!["action"]!["type"]!.ToString());

        // An expired version wraps nothing any more.
        Assert.Null(key["rotationPolicy"]!["attributes"]);
        Assert.Null(key["attributes"]);
        Assert.Equal($"https://{vault.Name}.vault.azure.net/keys/data-protection", snapshot.Settings["PIPELINE_KEY_VAULT_KEY"]);
    }

    [Fact]
    public async Task Secrets_are_kept_only_when_they_are_given_and_settings_only_refer_to_them()
    {
        var without = await templates.DeployAsync(Variant.Dev);
        Assert.Empty(without.Of("Microsoft.KeyVault/vaults/secrets"));
        Assert.DoesNotContain("PIPELINE_ADMIN_TOKEN", without.Settings);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_HEADERS", without.Settings);

        var with = await templates.DeployAsync(Variant.Full);
        Assert.Equal(
            ["otel-exporter-otlp-headers", "pipeline-admin-token"],
            with.Of("Microsoft.KeyVault/vaults/secrets").Select(secret => secret.Name.Split('/')[1]).Order());
        Assert.Matches(@"^@Microsoft\.KeyVault\(SecretUri=https://.+/secrets/pipeline-admin-token\)$", with.Settings["PIPELINE_ADMIN_TOKEN"]);
        Assert.Matches(@"^@Microsoft\.KeyVault\(SecretUri=https://.+/secrets/otel-exporter-otlp-headers\)$", with.Settings["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.Equal(with.Single("Microsoft.ManagedIdentity/userAssignedIdentities").Id, with.Single("Microsoft.Web/sites").Text("keyVaultReferenceIdentity"));
    }

    [Fact]
    public async Task What_is_done_with_keys_and_secrets_is_logged()
    {
        var snapshot = await templates.DeployAsync(Variant.Dev);

        var log = snapshot.Of("Microsoft.Insights/diagnosticSettings").Single(setting => setting.Scope == snapshot.Single("Microsoft.KeyVault/vaults").Id);
        Assert.Equal("""[{"category":"AuditEvent","enabled":true}]""", log["logs"]!.ToJsonString());
    }
}
