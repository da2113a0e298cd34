using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Tests.Artifacts;

public sealed class ArtifactTests
{
    [Fact]
    public void Artifacts_are_equal_when_all_that_is_said_of_them_is()
    {
        var artifact = new Artifact { Type = "docker/image", Name = "a", Metadata = new() { ["x"] = 1 }, Provenance = new("r", "s", 1) };

        Assert.Equal(artifact, artifact with { Metadata = new() { ["x"] = 1 }, Provenance = new("r", "s", 1) });
        Assert.Equal(artifact.GetHashCode(), (artifact with { Metadata = new() { ["x"] = 1 } }).GetHashCode());
        Assert.NotEqual(artifact, artifact with { Metadata = new() { ["x"] = 2 } });
        Assert.NotEqual(artifact, artifact with { Provenance = new("r", "s", 2) });
        Assert.NotEqual(artifact, artifact with { Version = "" });
    }

    [Theory]
    [InlineData("docker/image", "shop/checkout", "1.0", null, "x", "docker/image shop/checkout version 1.0")]
    [InlineData("kubernetes/configMap", "settings", "v003", "prod", null, "kubernetes/configMap settings version v003 in prod")]
    [InlineData("http/file", null, null, null, "https://user:hunter2@example.com/a.yaml?token=hunter2#hunter2", "http/file https://example.com/a.yaml")]
    [InlineData("http/file", null, null, null, "https://hunter2@example.com", "http/file https://example.com")]
    [InlineData("http/file", null, null, null, "https://example.com/@scope/a", "http/file https://example.com/@scope/a")]
    [InlineData("docker/image", null, null, null, "app@sha256:00", "docker/image app@sha256:00")]
    [InlineData("embedded/base64", null, null, null, "aHVudGVyMg==", "embedded/base64")]
    [InlineData("remote/base64", "values", null, null, "aHVudGVyMg==", "remote/base64 values")]
    public void A_message_calls_an_artifact_by_name_and_shows_no_content_and_no_credentials(
        string type, string? name, string? version, string? location, string? reference, string text) =>
        Assert.Equal(text, new Artifact { Type = type, Name = name, Version = version, Location = location, Reference = reference }.ToString());

    [Fact]
    public void A_message_tells_who_made_an_artifact() =>
        Assert.Equal("git/commit made by stage build of run r1", new Artifact { Type = "git/commit", Provenance = new("r1", "build", 1) }.ToString());

    [Theory]
    [InlineData("ConfigMap", "kubernetes/configMap")]
    [InlineData("Deployment", "kubernetes/deployment")]
    public void A_kubernetes_object_has_its_kind_in_its_type(string kind, string type)
    {
        Assert.Equal(type, ArtifactTypes.Kubernetes(kind));
        Assert.True(ArtifactTypes.IsKubernetes(type));
        Assert.False(ArtifactTypes.IsKubernetes("docker/image"));
    }

    [Fact]
    public void A_content_is_carried_and_read_again()
    {
        var artifact = EmbeddedContent.Create("manifest", "kind: 배포\n");

        Assert.Equal(("embedded/base64", "manifest"), (artifact.Type, artifact.Name));
        Assert.True(EmbeddedContent.TryRead(artifact, out var content, out _));
        Assert.Equal("kind: 배포\n", content);
    }

    [Theory]
    [InlineData("docker/image", "YQ==", "'docker/image a' carries no content; only artifacts of type embedded/base64 do.")]
    [InlineData("embedded/base64", null, "'embedded/base64 a' has no reference, which is to be its content in Base64.")]
    [InlineData("embedded/base64", "hunter2!", "The reference of 'embedded/base64 a' is not Base64 of a text in UTF-8.")]
    [InlineData("embedded/base64", "/w==", "The reference of 'embedded/base64 a' is not Base64 of a text in UTF-8.")]
    public void What_carries_no_content_is_explained(string type, string? reference, string message)
    {
        Assert.False(EmbeddedContent.TryRead(new() { Type = type, Name = "a", Reference = reference }, out var content, out var fault));
        Assert.Null(content);
        Assert.Equal(message, fault);
    }
}
