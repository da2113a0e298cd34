using System.Text.RegularExpressions;
using Pipeline.Definitions.Documents;
using Pipeline.Stages.Catalog;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Catalog;

public sealed partial class StageReferencePageTests
{
    private const string Regenerate = "Run: dotnet run --project functions -- reference --out docs/stages";

    public static TheoryData<string> Types => [.. StageCatalog.All.Select(type => type.Name)];

    [Fact]
    public void Pages_in_the_repository_are_what_the_code_says()
    {
        var folder = SourceTree.Combine("docs", "stages");
        var pages = StageReferencePage.All();

        Assert.True(
            pages.Keys.Order(StringComparer.Ordinal).SequenceEqual(Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)),
            $"docs/stages lacks a page or has one too many. {Regenerate}, and delete pages of types that are gone.");
        foreach (var (name, page) in pages)
            Assert.True(page.ReplaceLineEndings() == File.ReadAllText(Path.Combine(folder, name)).ReplaceLineEndings(), $"docs/stages/{name} is not what the code says. {Regenerate}");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_example_of_a_type_is_a_stage_of_that_type_without_a_fault(string type)
    {
        var example = StageTypeSchemas.All[type].Example;
        Assert.False(string.IsNullOrEmpty(example), $"{type} has no example: write <example><code> in the documentation of its class.");

        // What the example builds on is not in it.
        var others = Dependencies().Matches(example).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal);
        var document = $$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: example }
            spec:
              parameters: [{ name: version }]
              stages:
            {{string.Join('\n', others.Select(id => $"- {{ id: {id}, type: feature.wait, with: {{ duration: 1s }} }}").Append(example).SelectMany(stage => stage.Split('\n')).Select(line => "    " + line))}}
            """;
        var result = PipelineDocument.Parse(document, DocumentFormat.Yaml, StageTypeSchemas.All);

        Assert.True(result.IsValid, string.Join('\n', result.Faults));
        Assert.Equal(type, result.Definition.Stages[^1].Type);
    }

    [Fact]
    public void A_page_tells_defaults_and_what_each_value_of_an_enumeration_means()
    {
        var webhook = StageReferencePage.All()["feature.webhook.md"];

        Assert.Contains("| `timeout` | duration |  | `20s` |", webhook, StringComparison.Ordinal);
        Assert.Contains("| `failFastStatusCodes` | list of integer |  | `[504]` |", webhook, StringComparison.Ordinal);
        Assert.Contains("<br>`locationHeader`: The answer's Location header.", webhook, StringComparison.Ordinal);
        Assert.Contains("| `retries.*.maxAttempts` | integer | yes |", webhook, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"dependsOn: \[(.+)\]")]
    private static partial Regex Dependencies();
}
