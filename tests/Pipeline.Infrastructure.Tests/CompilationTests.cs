using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Infrastructure.Tests.Bicep;
using Pipeline.Testing;

namespace Pipeline.Infrastructure.Tests;

public sealed class CompilationTests(Templates templates)
{
    [Fact]
    public async Task The_templates_compile_without_a_warning()
    {
        var result = await templates.BuildAsync();

        Assert.Equal((0, ""), (result.ExitCode, result.Diagnostics));
    }

    [Fact]
    public async Task The_parameter_files_compile_without_a_warning()
    {
        using var folder = new TemporaryFolder();
        Templates.CopyTo(folder.Path);
        Directory.CreateDirectory(folder["compiled"]);

        var result = await BicepCompiler.RunAsync(null, "build-params", "--pattern", folder["*.bicepparam"], "--outdir", folder["compiled"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Diagnostics));
        Assert.Equal(["dev.json", "prod.json"], Directory.EnumerateFiles(folder["compiled"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Every_file_is_formatted()
    {
        using var folder = new TemporaryFolder();
        Templates.CopyTo(folder.Path);

        var result = await BicepCompiler.RunAsync(null, "format", "--pattern", folder["**", "*.bicep"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Diagnostics));
        var files = Directory.GetFiles(Templates.Source, "*.bicep", SearchOption.AllDirectories);
        Assert.True(files.Length > 10);
        Assert.All(files, file => Assert.Equal(
            File.ReadAllText(folder[Path.GetRelativePath(Templates.Source, file)]).ReplaceLineEndings("\n"),
            File.ReadAllText(file).ReplaceLineEndings("\n")));
    }

    // Tells that the tests above could fail: the compiler knows the types of resources, and the rules are in force.
    [Fact]
    public async Task What_is_wrong_is_an_error_under_the_templates_rules()
    {
        var file = templates.Copy("modules", "wrong.bicep");
        await File.WriteAllTextAsync(file, """
            param unused string

            resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
              name: 'account'
              location: 'koreacentral'
              kind: 'StorageV2'
              sku: { name: 'Standard_LRS' }
              properties: { allowSharedKeyAccess: 'no', isSecret: true }
            }

            output key string = account.listKeys().keys[0].value
            """, TestContext.Current.CancellationToken);

        var result = await BicepCompiler.RunAsync(null, "build", file, "--stdout");

        Assert.NotEqual(0, result.ExitCode);
        Assert.All(
            new[] { "Error no-unused-params", "Error outputs-should-not-contain-secrets", "Error no-hardcoded-location", "Warning BCP036", "Warning BCP037" },
            expected => Assert.Contains(expected, result.Diagnostics, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_of_the_linter_is_an_error_but_the_one_that_depends_on_the_day()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip };
        var configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(Templates.Source, "bicepconfig.json")), null, options)!;

        var rules = configuration["analyzers"]!["core"]!["rules"]!.AsObject();
        Assert.True(rules.Count > 30);
        Assert.All(rules, rule => Assert.Equal(rule.Key == "use-recent-api-versions" ? "off" : "error", rule.Value!["level"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_choice_that_contradicts_itself_is_refused_with_what_to_do()
    {
        var (result, _) = await templates.TryAsync(new Variant("contradiction", "param privateInbound = true"));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("privateInbound needs network = private", result.Diagnostics, StringComparison.Ordinal);
    }
}
