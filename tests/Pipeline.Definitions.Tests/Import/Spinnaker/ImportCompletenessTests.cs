using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Import.Spinnaker;
using Pipeline.Testing.Spinnaker;

namespace Pipeline.Definitions.Tests.Import.Spinnaker;

/// <summary>Nothing of the input is dropped without a word.</summary>
public sealed class ImportCompletenessTests
{
    private const string Stranger = "aFieldOfTheFuture";

    private static readonly string[] Samples = [.. SpinnakerPipelines.All.Values];

    [Fact]
    public void A_field_that_nobody_knows_is_missing_wherever_it_stands() => FuzzCases.ForAll(tape =>
    {
        var root = JsonNode.Parse(tape.Choose(Samples))!;
        var maps = MapsOf(root, "").ToArray();
        var (map, path) = maps[tape.Choose(maps.Length)];
        map[Stranger] = RandomValue(tape);
        var at = DocumentPath.Field(path, Stranger);

        var imported = Imports.Pipeline(root.ToJsonString());
        Assert.True(
            imported.Missing.Any(missing => missing.Path == at)
            || imported.Document.ToJsonString().Contains(Stranger, StringComparison.Ordinal)
            || imported.Ignored.Any(ignored => at.StartsWith(ignored, StringComparison.Ordinal))
            || imported.Missing.Any(missing => at.StartsWith(missing.Path, StringComparison.Ordinal) && missing.What.Contains("all its fields", StringComparison.Ordinal)),
            $"{at} is nowhere: {imported.Document.ToJsonString()}");
    });

    [Theory]
    [InlineData("""{ "stages": [{ "refId": "1", "type": "wait", "aFieldOfTheFuture": 1 }] }""", "stages[0].aFieldOfTheFuture")]
    [InlineData("""{ "aFieldOfTheFuture": null, "stages": [{ "refId": "1", "type": "wait" }] }""", "aFieldOfTheFuture")]
    [InlineData("""{ "stages": [{ "type": "wait", "stageEnabled": { "aFieldOfTheFuture": [] } }] }""", "stages[0].stageEnabled.aFieldOfTheFuture")]
    [InlineData("""{ "triggers": [{ "type": "git", "aFieldOfTheFuture": "x" }], "stages": [{ "type": "wait" }] }""", "triggers[0].aFieldOfTheFuture")]
    [InlineData("""{ "parameterConfig": [{ "name": "a", "aFieldOfTheFuture": {} }], "stages": [{ "type": "wait" }] }""", "parameterConfig[0].aFieldOfTheFuture")]
    [InlineData("""{ "expectedArtifacts": [{ "id": "a", "matchArtifact": { "type": "t", "aFieldOfTheFuture": 1 } }], "stages": [{ "type": "wait" }] }""", "expectedArtifacts[0].matchArtifact.aFieldOfTheFuture")]
    [InlineData("""{ "notifications": [{ "aFieldOfTheFuture": 1 }], "stages": [{ "type": "wait" }] }""", "notifications[0].aFieldOfTheFuture")]
    [InlineData("""{ "stages": [{ "type": "checkPreconditions", "preconditions": [{ "type": "expression", "context": { "expression": "true", "aFieldOfTheFuture": 1 } }] }] }""", "stages[0].preconditions[0].context.aFieldOfTheFuture")]
    [InlineData("""{ "stages": [{ "type": "manualJudgment", "judgmentInputs": [{ "value": "a", "aFieldOfTheFuture": 1 }] }] }""", "stages[0].judgmentInputs[0].aFieldOfTheFuture")]
    [InlineData("""{ "stages": [{ "type": "wait", "odd name": 1 }] }""", "stages[0]['odd name']")]
    public void Its_path_is_exact(string json, string path) => Assert.Equal("no counterpart", Imports.Missing(Imports.Pipeline(json), path).Why);

    [Theory]
    [InlineData("\"failPipeline\": \"perhaps\"", "stages[0].failPipeline", "true or false")]
    [InlineData("\"stageTimeoutMs\": \"${parameters.region}\"", "stages[0].stageTimeoutMs", "a number")]
    [InlineData("\"stageEnabled\": \"yes\"", "stages[0].stageEnabled", "a map")]
    [InlineData("\"comments\": []", "stages[0].comments", "a text")]
    [InlineData("\"requisiteStageRefIds\": \"1\"", "stages[0].requisiteStageRefIds", "a list")]
    [InlineData("\"expectedArtifacts\": [7]", "stages[0].expectedArtifacts[0]", "map")]
    public void A_value_of_the_wrong_type_is_missing_too(string field, string path, string expected) =>
        Assert.Contains(expected, Imports.Missing(Imports.Stages($$"""{ "refId": "1", "type": "wait", {{field}} }"""), path).Why, StringComparison.Ordinal);

    [Fact]
    public void Whatever_the_values_are_there_is_a_document_that_says_its_faults_or_a_refusal() => FuzzCases.ForAll(tape =>
    {
        var root = JsonNode.Parse(tape.Choose(Samples))!;
        for (var change = 0; change < 3; change++)
        {
            var maps = MapsOf(root, "").Where(place => place.Map.Count > 0).ToArray();
            var (map, _) = maps[tape.Choose(maps.Length)];
            map[map.ElementAt(tape.Choose(map.Count)).Key] = RandomValue(tape);
        }

        try
        {
            var imported = Imports.Pipeline(root.ToJsonString());
            Assert.Equal(imported.Faults.Count == 0, PipelineDocument.Parse(imported.Document.ToJsonString(), DocumentFormat.Json, Imports.StageTypes).IsValid);
        }
        catch (SpinnakerImportException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    });

    private static IEnumerable<(JsonObject Map, string Path)> MapsOf(JsonNode? node, string path) => node switch
    {
        JsonObject map => map.SelectMany(field => MapsOf(field.Value, DocumentPath.Field(path, field.Key))).Prepend((map, path)),
        JsonArray list => list.SelectMany((item, index) => MapsOf(item, DocumentPath.Item(path, index))),
        _ => [],
    };

    private static JsonNode? RandomValue(Tape tape) => tape.Choose(9) switch
    {
        0 => "some text",
        1 => 12.5,
        2 => true,
        3 => null,
        4 => new JsonObject { ["a"] = "${parameters.x}" },
        5 => new JsonArray("x", 1, new JsonObject(), null),
        6 => "${broken",
        7 => "",
        _ => "${#stage('Nobody')['context']['x']}",
    };
}
