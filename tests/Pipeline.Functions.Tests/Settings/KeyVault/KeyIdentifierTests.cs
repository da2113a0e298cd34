using Microsoft.Extensions.Configuration;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Settings.KeyVault;

namespace Pipeline.Functions.Tests.Settings.KeyVault;

public sealed class KeyIdentifierTests
{
    [Theory]
    [InlineData("https://shop.vault.azure.net/keys/pipeline", null, "https://vault.azure.net/.default")]
    [InlineData("https://shop.vault.azure.net/keys/pipeline/", null, "https://vault.azure.net/.default")]
    [InlineData("https://shop.vault.azure.net/keys/pipeline/0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef", "https://vault.azure.net/.default")]
    [InlineData("https://shop.vault.azure.cn/keys/pipeline", null, "https://vault.azure.cn/.default")]
    [InlineData("https://shop.vault.usgovcloudapi.net/keys/pipeline", null, "https://vault.usgovcloudapi.net/.default")]
    [InlineData("https://shop.managedhsm.azure.net/keys/pipeline", null, "https://managedhsm.azure.net/.default")]
    [InlineData("https://localhost:8443/keys/pipeline", null, "https://vault.azure.net/.default")]
    public void An_address_of_a_key_is_read(string text, string? version, string scope)
    {
        var key = KeyIdentifier.Parse(text);
        Assert.Equal(version, key?.Version);
        Assert.Equal(scope, key?.Scope);
        Assert.Equal(text.TrimEnd('/'), key?.Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("http://shop.vault.azure.net/keys/pipeline")]
    [InlineData("https://shop.vault.azure.net")]
    [InlineData("https://shop.vault.azure.net/keys")]
    [InlineData("https://shop.vault.azure.net/secrets/pipeline")]
    [InlineData("https://shop.vault.azure.net/keys/pipeline/1/2")]
    [InlineData("https://shop.vault.azure.net/keys/pipeline?x=1")]
    [InlineData("https://me@shop.vault.azure.net/keys/pipeline")]
    public void Anything_else_keeps_the_server_from_starting_with_a_line_that_names_the_setting(string text)
    {
        Assert.Null(KeyIdentifier.Parse(text));
        var environment = new ConfigurationBuilder().AddInMemoryCollection([new("PIPELINE_KEY_VAULT_KEY", text)]).Build();
        var refused = Assert.Throws<StartupException>(() => ServerOptionsReader.Read(null, null, null, null, verbose: false, environment));
        Assert.Contains("PIPELINE_KEY_VAULT_KEY", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://other.vault.azure.net/keys/pipeline/1", true)]
    [InlineData("https://shop.vault.azure.net/keys/other/1", true)]
    [InlineData("https://shop.vault.azure.cn/keys/pipeline/1", false)]
    [InlineData("https://evil.example/keys/pipeline/1", false)]
    [InlineData("https://shop.vault.azure.net.evil.example/keys/pipeline/1", false)]
    [InlineData("https://evilvault.azure.net/keys/pipeline/1", false)]
    [InlineData("https://shop.vault.azure.net:8443/keys/pipeline/1", false)]
    public void Tokens_are_shown_to_the_same_service_only(string recorded, bool same) =>
        Assert.Equal(same, KeyIdentifier.Parse(recorded)!.IsOfServiceOf(KeyIdentifier.Parse("https://shop.vault.azure.net/keys/pipeline")!));
}
