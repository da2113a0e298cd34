using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Tests.Artifacts;

public sealed class ArtifactOutputsTests
{
    [Fact]
    public void What_a_service_says_besides_is_kept_as_metadata()
    {
        var artifact = Read("""[{"type":"docker/image","name":"shop","version":12,"artifactAccount":"a","digest":"sha256:0","metadata":{"a":1},"reference":null}]""").Single();

        Assert.Equal(new Artifact { Type = "docker/image", Name = "shop", Version = "12", Metadata = new() { ["a"] = 1, ["digest"] = "sha256:0" } }, artifact);
    }

    [Fact]
    public void Provenance_is_believed_of_stages_that_looked_it_up_alone()
    {
        const string Output = """[{"type":"x","provenance":{"run":"r1","stage":"build","attempt":2}}]""";

        Assert.Null(Read(Output).Single().Provenance);
        Assert.Equal(new("r1", "build", 2), Read(Output, keepsProvenance: true).Single().Provenance);
    }

    [Theory]
    [InlineData("""{}""", "", "wrong-type")]
    [InlineData("""["a"]""", "[0]", "missing")]
    [InlineData("""[{"type":"x"},{"name":"a"}]""", "[1]", "missing")]
    [InlineData("""[{"type":{}}]""", "[0]", "missing")]
    [InlineData("""[{"type":" "}]""", "[0]", "missing")]
    public void What_is_no_list_of_artifacts_is_said_with_its_place(string output, string path, string code)
    {
        var fault = Assert.Single(ArtifactOutputs.Read(JsonNode.Parse(output), keepsProvenance: false).Faults);

        Assert.Equal((path, code), (fault.Path, fault.Code));
    }

    [Fact]
    public void Too_many_and_too_large_ones_are_refused()
    {
        var many = new JsonArray([.. Enumerable.Range(0, ArtifactPayload.Most + 1).Select(_ => new JsonObject { ["type"] = "x" })]);
        Assert.Equal("too-large", Assert.Single(ArtifactOutputs.Read(many, keepsProvenance: false).Faults).Code);

        var large = new JsonArray(new JsonObject { ["type"] = "x", ["name"] = new string('a', 1_025) });
        Assert.Equal("[0].name", Assert.Single(ArtifactOutputs.Read(large, keepsProvenance: false).Faults).Path);
    }

    [Fact]
    public void No_output_is_no_artifacts() => Assert.Empty(ArtifactOutputs.Read(null, keepsProvenance: false).Artifacts!);

    [Theory]
    [InlineData("ref://01m7yaxtsph5teye4pg8ae5ab2/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", true)]
    [InlineData("ref://01m7yaxtsph5teye4pg8ae5ab2/../other/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", false)]
    [InlineData("ref://01m7yaxtsph5teye4pg8ae5ab2/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n", false)]
    [InlineData("ref://shop/e3b0", false)]
    [InlineData(null, false)]
    public void A_stored_content_is_known_by_its_reference(string? reference, bool isStored)
    {
        Assert.Equal(isStored, StoredContent.TryRead(new() { Type = "remote/base64", Reference = reference }, out var content));
        Assert.Equal(isStored ? reference : null, content?.ToString());
        Assert.False(StoredContent.TryRead(new() { Type = "docker/image", Reference = reference }, out _));
    }

    private static IReadOnlyList<Artifact> Read(string output, bool keepsProvenance = false) => ArtifactOutputs.Read(JsonNode.Parse(output), keepsProvenance).Artifacts!;
}
