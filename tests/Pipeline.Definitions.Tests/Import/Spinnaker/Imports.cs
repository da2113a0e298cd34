using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Import.Spinnaker;

namespace Pipeline.Definitions.Tests.Import.Spinnaker;

/// <summary>Short ways to import pipelines in tests.</summary>
internal static class Imports
{
    /// <summary>The stage types of flow control, with any inputs: what they take is their own tests' matter.</summary>
    public static IReadOnlyDictionary<string, StageTypeDescription> StageTypes { get; } = new[]
    {
        "feature.approval", "feature.evaluate-variables", "feature.judgement", "feature.precondition", "feature.run-pipeline", "feature.wait", "feature.webhook",
    }.ToDictionary(type => type, type => new StageTypeDescription
    {
        Type = type,
        Group = "feature",
        Title = new(type, type),
        Description = type,
        InputSchema = new() { ["type"] = "object" },
    });

    public static ImportedPipeline Pipeline(string json) => SpinnakerImport.Convert(json, StageTypes);

    /// <summary>A pipeline with nothing but some stages, in JSON.</summary>
    public static ImportedPipeline Stages(string stages) =>
        Pipeline($$"""{ "name": "p", "application": "a", "parameterConfig": [{ "name": "region" }], "stages": [ {{stages}} ] }""");

    /// <summary>The first stage that a stage becomes which starts at once.</summary>
    public static JsonNode Stage(string fields) => Stages($$"""{ "refId": "1", "name": "S", "type": "wait", {{fields}} }""").Document["spec"]!["stages"]![0]!;

    /// <summary>The pipeline of one wait, with further fields.</summary>
    public static ImportedPipeline With(string fields) =>
        Pipeline($$"""{ "name": "p", "application": "a", {{fields}}, "stages": [{ "refId": "1", "name": "S", "type": "wait", "waitTime": 1 }] }""");

    public static JsonArray StagesOf(ImportedPipeline imported) => (JsonArray)imported.Document["spec"]!["stages"]!;

    public static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected}, not {actual?.ToJsonString() ?? "null"}.");

    public static MissingFeature Missing(ImportedPipeline imported, string path) =>
        Assert.Single(imported.Missing, missing => missing.Path == path);

    public static void AssertNothingMissing(ImportedPipeline imported) =>
        Assert.True(imported.Missing.Count == 0, string.Join('\n', imported.Missing));
}
