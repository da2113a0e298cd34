using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Tests.Schema;
using Pipeline.Testing;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class DocumentFuzzTests
{
    private static readonly string[] Samples = [ArtifactDocumentTests.Release, .. Directory.EnumerateFiles(SourceTree.Combine("samples", "pipelines"), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static readonly string[] JsonSamples = [.. Samples.Select(sample => PipelineDocument.ToJson(Documents.Yaml(sample).Definition!))];

    [Fact]
    public void No_yaml_throws_or_hangs() => FuzzCases.ForAll(tape => Check(MutatedDocument.From(tape.Choose(Samples), tape), DocumentFormat.Yaml));

    [Fact]
    public void No_json_throws_or_hangs() => FuzzCases.ForAll(tape => Check(MutatedDocument.From(tape.Choose(JsonSamples), tape), DocumentFormat.Json));

    [Fact]
    public void Every_definition_reads_back_as_it_was_written() => FuzzCases.ForAll(tape =>
    {
        var definition = RandomDefinition(tape);
        var json = PipelineDocument.ToJson(definition);
        Assert.Equal(json, PipelineDocument.ToJson(Documents.Definition(Documents.Json(json))));
        Assert.Equal(json, PipelineDocument.ToJson(Documents.Definition(Documents.Yaml(PipelineDocument.ToYaml(definition)))));
    });

    [Fact]
    public void Every_text_of_a_duration_is_read_or_explained() => FuzzCases.ForAll(tape =>
    {
        var text = string.Concat(Enumerable.Range(0, tape.Choose(8)).Select(_ => tape.Choose("1", "0", "30", "d", "h", "m", "s", "ms", "w", "P", "T", "PT", ".", "-", " ", "99999999999", "M", "\n")));
        if (Duration.TryParse(text, out var duration, out var fault))
            Assert.Equal(duration, Duration.Parse(Duration.Format(duration)));
        else
            Assert.NotEmpty(fault);
    });

    private static void Check(string text, DocumentFormat format)
    {
        var watch = Stopwatch.StartNew();
        PipelineParseResult result;
        try
        {
            result = PipelineDocument.Parse(text, format, SampleStageTypes.All);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"This document made the reader throw:\n{text}", exception);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "Reading a small document took too long.");

        Assert.Equal(result.Faults.Count == 0, result.Definition is not null);
        Assert.All(result.Faults, fault => Assert.True(fault.Line >= 1 && fault.Column >= 1 && fault.Message.Length > 0));
        if (result.Definition is not { } definition)
            return;

        _ = StageGraph.Of(definition);
        var yaml = PipelineDocument.ToYaml(definition);
        Assert.Equal(PipelineDocument.ToJson(definition), PipelineDocument.ToJson(Documents.Definition(Documents.Yaml(yaml))));
        Assert.Empty(PipelineJsonSchemaTests.FaultsOf(yaml));
    }

    private static PipelineDefinition RandomDefinition(Tape tape) => new()
    {
        Name = tape.Choose("a", "checkout", "on", "123", "1e5", "0x1f"),
        Application = tape.Choose("default", "shop", "null", "yes"),
        Description = tape.Choose<string?>(null, RandomText(tape)),
        Disabled = tape.Choose(4) == 1,
        Artifacts = [.. Enumerable.Range(0, tape.Choose(3)).Select(index => RandomArtifact(tape, $"e{index}") with { UsePrior = tape.Choose(2) == 1 })],
        Stages =
        [
            .. Enumerable.Range(0, 1 + tape.Choose(3)).Select(index => new StageDefinition
            {
                Id = tape.Choose("s", "0x", "1e", "on", "2026-01-0", "no", "12") + index,
                Type = "feature.webhook",
                DependsOn = [],
                Join = tape.Choose(Enum.GetValues<JoinRule>()),
                OnFailure = tape.Choose(Enum.GetValues<FailurePolicy>()),
                Produces = [.. Enumerable.Range(0, tape.Choose(3)).Select(item => RandomArtifact(tape, $"{item}-{index}"))],
                Timeout = tape.Choose<TimeSpan?>(null, TimeSpan.FromMilliseconds(1 + tape.Choose(int.MaxValue))),
                Comments = tape.Choose<string?>(null, RandomText(tape)),
                With = new() { ["method"] = "GET", ["url"] = "http://x", ["payload"] = RandomNode(tape, 3), ["headers"] = new JsonObject { [RandomText(tape)] = RandomText(tape) } },
            }).DistinctBy(stage => stage.Id),
        ],
    };

    private static ExpectedArtifact RandomArtifact(Tape tape, string id) => new()
    {
        Id = id,
        DisplayName = tape.Choose(id, RandomText(tape)),
        Match = new()
        {
            Type = tape.Choose("docker/image", "no", "1"),
            Name = tape.Choose<string?>(null, "", Regex.Escape(RandomText(tape))),
            Version = tape.Choose<string?>(null, @"1\.[0-9]+", "~", "0x1f"),
            Location = tape.Choose<string?>(null, " ", "a|b"),
            Reference = tape.Choose<string?>(null, ".*"),
        },
        Default = tape.Choose(2) == 0 ? null : new()
        {
            Type = tape.Choose("docker/image", "null"),
            Name = tape.Choose<string?>(null, RandomText(tape)),
            Reference = tape.Choose<string?>(null, RandomText(tape)),
            Metadata = RandomNode(tape, 2) as JsonObject ?? [],
        },
    };

    private static JsonNode? RandomNode(Tape tape, int depth) => tape.Choose(depth > 0 ? 8 : 6) switch
    {
        0 => null,
        1 => tape.Choose(2) == 1,
        2 => JsonNode.Parse(tape.Choose("0", "-1", "1.50", "1e300", "123456789012345678901234567890", "1E-7")),
        6 => new JsonArray([.. Enumerable.Range(0, tape.Choose(4)).Select(_ => RandomNode(tape, depth - 1))]),
        7 => new JsonObject(Enumerable.Range(0, tape.Choose(4)).Select(_ => RandomText(tape)).Distinct().Select(name => KeyValuePair.Create(name, RandomNode(tape, depth - 1)))),
        _ => RandomText(tape),
    };

    private static string RandomText(Tape tape) => string.Concat(Enumerable.Range(0, tape.Choose(6)).Select(_ => tape.Choose(
        "a", " ", "\n", "\n\n", "\t", ":", "#", "- ", "yes", "null", "1", "0x", "\"", "'", "\\", "{", "]", "&", "*", "!", "%", "@", "|", ">", "\r\n", "\u0085", "\u2028", "é", "한", "𝄞", "\u0001", "\u007f", "\ufeff", "~", "---", "b c", "?", ",", "<<")));
}
