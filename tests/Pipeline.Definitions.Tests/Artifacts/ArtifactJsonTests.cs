using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Tests.Artifacts;

public sealed class ArtifactJsonTests
{
    private const string Whole =
        """{"type":"docker/image","name":"shop/checkout","version":"1.0","location":"kr","reference":"shop/checkout:1.0","metadata":{"labels":{"a":[1,null]}},"provenance":{"run":"r1","stage":"build","attempt":2}}""";

    [Fact]
    public void An_artifact_reads_back_as_it_was_written()
    {
        var artifact = JsonSerializer.Deserialize(Whole, DefinitionsJson.Default.Artifact)!;

        Assert.Equal(new("r1", "build", 2), artifact.Provenance);
        Assert.Equal(Whole, ArtifactJson.Write(artifact).ToJsonString());
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        var artifact = JsonSerializer.Deserialize("""{"type":"git/commit"}""", DefinitionsJson.Default.Artifact)!;

        Assert.Empty(artifact.Metadata);
        Assert.Equal(new Artifact { Type = "git/commit" }, artifact);
        Assert.Equal("""{"type":"git/commit","metadata":{}}""", ArtifactJson.Write(artifact).ToJsonString());
    }

    [Fact]
    public void Where_a_bound_artifact_came_from_is_a_word()
    {
        foreach (var (source, word) in new[] { (ArtifactSource.Received, "received"), (ArtifactSource.Prior, "prior"), (ArtifactSource.Default, "default"), (ArtifactSource.Produced, "produced") })
        {
            var text = JsonSerializer.Serialize(new BoundArtifact("app", new() { Type = "x" }, source), DefinitionsJson.Default.BoundArtifact);

            Assert.Equal($$$"""{"id":"app","artifact":{"type":"x","metadata":{}},"source":"{{{word}}}"}""", text);
            Assert.Equal(source, JsonSerializer.Deserialize(text, DefinitionsJson.Default.BoundArtifact)!.Source);
        }
    }

    [Fact]
    public void Expressions_see_artifacts_by_id()
    {
        var artifact = JsonSerializer.Deserialize(Whole, DefinitionsJson.Default.Artifact)!;

        var tree = ArtifactJson.Write([new BoundArtifact("app", artifact, ArtifactSource.Received), new BoundArtifact("same", artifact, ArtifactSource.Default)]);

        Assert.Equal("1.0", (string?)tree["app"]!["version"]);
        Assert.Equal("build", (string?)tree["same"]!["provenance"]!["stage"]);
    }

    [Fact]
    public void Sent_artifacts_are_read_and_claim_no_provenance()
    {
        var sent = (JsonArray)JsonNode.Parse($$"""[{{Whole}}, {"type":"custom/object","customKind":true,"uuid":"1","artifactAccount":"me","name":null}]""")!;

        var result = ArtifactPayload.Read(sent);

        Assert.Empty(result.Faults);
        Assert.Equal(
            [JsonSerializer.Deserialize(Whole, DefinitionsJson.Default.Artifact)! with { Provenance = null }, new() { Type = "custom/object" }],
            result.Artifacts);
        Assert.NotSame(sent[0]!["metadata"], result.Artifacts![0].Metadata);
        Assert.Empty(ArtifactPayload.Read(null).Artifacts!);
    }

    [Theory]
    [InlineData("""{}""", "", "wrong-type", "Artifacts are a list.")]
    [InlineData("""[1]""", "[0]", "wrong-type", "An artifact is a map")]
    [InlineData("""[null]""", "[0]", "wrong-type", "An artifact is a map")]
    [InlineData("""[{"name":"a"}]""", "[0].type", "missing", "write for example docker/image")]
    [InlineData("""[{"type":" "}]""", "[0].type", "missing", "The field 'type' is missing")]
    [InlineData("""[{"type":5}]""", "[0].type", "wrong-type", "This must be a text.")]
    [InlineData("""[{"type":"x"},{"type":"x","version":1.0}]""", "[1].version", "wrong-type", "This must be a text.")]
    [InlineData("""[{"type":"x","metadata":[]}]""", "[0].metadata", "wrong-type", "This must be a map.")]
    [InlineData("""[{"type":"x","verison":"1"}]""", "[0].verison", "unknown-field", "There is no field 'verison' here. Did you mean 'version'?")]
    [InlineData("""[{"type":"x","colour":"red"}]""", "[0].colour", "unknown-field", "Put what else there is to say into metadata.")]
    public void What_is_wrong_with_a_sent_artifact_is_said_with_its_place(string sent, string path, string code, string message)
    {
        var result = ArtifactPayload.Read(JsonNode.Parse(sent));

        Assert.Null(result.Artifacts);
        var fault = Assert.Single(result.Faults);
        Assert.Equal((path, code), (fault.Path, fault.Code));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_sent_artifacts_are_refused()
    {
        var sent = new JsonArray([.. Enumerable.Range(0, ArtifactPayload.Most + 1).Select(_ => new JsonObject { ["type"] = "x" })]);

        Assert.Equal("too-large", Assert.Single(ArtifactPayload.Read(sent).Faults).Code);
        sent.RemoveAt(0);
        Assert.Equal(ArtifactPayload.Most, ArtifactPayload.Read(sent).Artifacts!.Count);
    }

    [Theory]
    [InlineData("name", 1_024)]
    [InlineData("version", 1_024)]
    [InlineData("location", 1_024)]
    [InlineData("reference", 8_192)]
    public void A_text_that_is_too_long_is_refused_by_its_field(string field, int longest)
    {
        Assert.True(ArtifactPayload.Read(Sent(field, new string('a', longest))).IsValid);

        var fault = Assert.Single(ArtifactPayload.Read(Sent(field, new string('a', longest + 1))).Faults);
        Assert.Equal(($"[0].{field}", "too-large"), (fault.Path, fault.Code));

        static JsonArray Sent(string field, string value) => [new JsonObject { ["type"] = "http/file", [field] = value }];
    }

    [Fact]
    public void Metadata_and_all_artifacts_together_have_their_limits()
    {
        var fault = Assert.Single(ArtifactPayload.Read(new JsonArray(Sent(17))).Faults);
        Assert.Equal(("[0].metadata", "too-large"), (fault.Path, fault.Code));

        Assert.True(ArtifactPayload.Read(new JsonArray([.. Enumerable.Range(0, 16).Select(_ => Sent(15))])).IsValid);
        fault = Assert.Single(ArtifactPayload.Read(new JsonArray([.. Enumerable.Range(0, 18).Select(_ => Sent(15))])).Faults);
        Assert.Equal(("", "too-large"), (fault.Path, fault.Code));

        static JsonObject Sent(int kibibytes) => new() { ["type"] = "x", ["metadata"] = new JsonObject { ["a"] = new string('a', kibibytes * 1024) } };
    }

    [Fact]
    public void A_content_may_be_long_but_not_longer_than_is_kept()
    {
        Assert.True(ArtifactPayload.Read(Sent(ArtifactLimits.Content)).IsValid);
        Assert.Equal(("[0].reference", "too-large"), Placed(Sent(ArtifactLimits.Content + 4)));

        static JsonArray Sent(int length) => [new JsonObject { ["type"] = "embedded/base64", ["reference"] = new string('a', length) }];
    }

    [Theory]
    [InlineData("""[{"type":"embedded/base64","reference":"hunter2!"}]""", "[0].reference")]
    [InlineData("""[{"type":"remote/base64","reference":"ref://a/b"}]""", "[0].type")]
    public void A_content_that_cannot_be_read_is_refused(string sent, string path) => Assert.Equal((path, "invalid-value"), Placed(JsonNode.Parse(sent)!));

    private static (string Path, string Code) Placed(JsonNode sent) => Assert.Single(ArtifactPayload.Read(sent).Faults) is var fault ? (fault.Path, fault.Code) : default;
}
