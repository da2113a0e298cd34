using System.Text.Json.Nodes;
using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class SecretTests(Templates templates)
{
    [Fact]
    public async Task No_template_asks_for_a_key_or_a_connection_string_of_an_account()
    {
        var template = (await templates.CompileAsync()).ToJsonString();

        Assert.All(
            new[] { "listKeys(", "listAccountSas(", "listServiceSas(", "listSecrets(", "listCredentials(", "AccountKey=", "SharedAccessSignature" },
            forbidden => Assert.DoesNotContain(forbidden, template, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Secret_parameters_are_secure_all_the_way_down()
    {
        var template = await templates.CompileAsync();
        string[] secrets = ["adminToken", "otlpHeaders"];

        Assert.All(secrets, secret => Assert.Equal("securestring", TypeOf(template, secret)));
        Assert.All(secrets, secret => Assert.Equal("securestring", TypeOf(template["resources"]!["vault"]!["properties"]!["template"]!, secret)));

        // Nobody but the vault gets their values; others may only ask whether they are there.
        foreach (var (name, resource) in template["resources"]!.AsObject().Where(resource => resource.Key != "vault"))
        {
            var parameters = resource!["properties"]!["parameters"]!.ToJsonString();
            Assert.All(secrets, secret => Assert.Empty(Uses(parameters, secret).Where(use => !use.EndsWith("empty(", StringComparison.Ordinal)).Select(_ => name)));
        }
    }

    [Fact]
    public async Task No_output_carries_a_secret()
    {
        var template = await templates.CompileAsync();
        var outputs = template["resources"]!.AsObject()
            .SelectMany(module => module.Value!["properties"]!["template"]!["outputs"]?.AsObject() ?? [])
            .Concat(template["outputs"]!.AsObject())
            .Select(output => output.Value!["value"]!.ToString())
            .ToArray();

        Assert.True(outputs.Length >= 10);
        Assert.All(outputs, output => Assert.DoesNotMatch("(?i)adminToken|otlpHeaders|ConnectionString|InstrumentationKey|list[A-Z]", output));
    }

    [Fact]
    public async Task Application_Insights_and_the_workspace_take_tokens_only()
    {
        foreach (var variant in Variant.All)
        {
            var snapshot = await templates.DeployAsync(variant);
            var insights = snapshot.Single("Microsoft.Insights/components");

            Assert.Equal("true", insights.Text("DisableLocalAuth"));
            Assert.Equal(snapshot.Single("Microsoft.OperationalInsights/workspaces").Id, insights.Text("WorkspaceResourceId"));
            Assert.Equal("true", snapshot.Single("Microsoft.OperationalInsights/workspaces").Text("features.disableLocalAuth"));
            Assert.Matches("^ClientId=«.+clientId»;Authorization=AAD$", snapshot.Settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]);
        }
    }

    private static string? TypeOf(JsonNode template, string parameter) => template["parameters"]?[parameter]?["type"]?.ToString();

    private static IEnumerable<string> Uses(string text, string parameter)
    {
        var use = $"parameters(\\u0027{parameter}\\u0027)";
        for (var index = text.IndexOf(use, StringComparison.Ordinal); index >= 0; index = text.IndexOf(use, index + 1, StringComparison.Ordinal))
            yield return text[Math.Max(0, index - 6)..index];
    }
}
