using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Tests.Artifacts;

public sealed class DockerImageTests
{
    private const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("nginx", null, "nginx", "latest", "nginx:latest")]
    [InlineData("nginx:1.27", null, "nginx", "1.27", "nginx:1.27")]
    [InlineData("shop/checkout", null, "shop/checkout", "latest", "shop/checkout:latest")]
    [InlineData("ghcr.io/shop/checkout:v1", "ghcr.io", "ghcr.io/shop/checkout", "v1", "ghcr.io/shop/checkout:v1")]
    [InlineData("registry.example.com:5000/shop/checkout", "registry.example.com:5000", "registry.example.com:5000/shop/checkout", "latest", "registry.example.com:5000/shop/checkout:latest")]
    [InlineData("registry:5000/checkout:1.0", "registry:5000", "registry:5000/checkout", "1.0", "registry:5000/checkout:1.0")]
    [InlineData("localhost/checkout", "localhost", "localhost/checkout", "latest", "localhost/checkout:latest")]
    [InlineData("localhost:5000", null, "localhost", "5000", "localhost:5000")]
    [InlineData("[::1]:5000/checkout:1", "[::1]:5000", "[::1]:5000/checkout", "1", "[::1]:5000/checkout:1")]
    [InlineData("Registry.Example.com/checkout:1", "Registry.Example.com", "Registry.Example.com/checkout", "1", "Registry.Example.com/checkout:1")]
    [InlineData("a/b__c/d--e.f:_x", null, "a/b__c/d--e.f", "_x", "a/b__c/d--e.f:_x")]
    [InlineData("nginx@" + Digest, null, "nginx", Digest, "nginx@" + Digest)]
    [InlineData("ghcr.io/shop/checkout:1.0@" + Digest, "ghcr.io", "ghcr.io/shop/checkout", "1.0", "ghcr.io/shop/checkout:1.0@" + Digest)]
    [InlineData("registry:5000/checkout@" + Digest, "registry:5000", "registry:5000/checkout", Digest, "registry:5000/checkout@" + Digest)]
    public void An_image_is_its_name_its_version_and_how_it_is_pulled(string text, string? registry, string name, string version, string reference)
    {
        Assert.True(DockerImage.TryParse(text, out var image, out var fault), fault);

        Assert.Equal((registry, name, version, reference), (image.Registry, image.Name, image.Version, image.Reference));
        Assert.Equal(new Artifact { Type = "docker/image", Name = name, Version = version, Reference = reference }, image.ToArtifact());
        Assert.True(DockerImage.TryParse(reference, out var again, out _));
        Assert.Equal(reference, again.Reference);
    }

    [Theory]
    [InlineData("", "name of the image is missing")]
    [InlineData(":1.0", "name of the image is missing")]
    [InlineData("ghcr.io/", "name of the image is missing")]
    [InlineData("Shop/checkout", "use lower-case letters")]
    [InlineData("shop//checkout", "is no repository")]
    [InlineData("/checkout", "is no repository")]
    [InlineData("shop/-checkout", "is no repository")]
    [InlineData("shop checkout", "is no repository")]
    [InlineData("nginx\n", "is no repository")]
    [InlineData("https://ghcr.io/shop/checkout", "without a scheme")]
    [InlineData("reg_istry.io/checkout", "is no registry")]
    [InlineData("registry:port/checkout", "is no registry")]
    [InlineData("nginx:", "is no tag")]
    [InlineData("nginx:-1", "is no tag")]
    [InlineData("nginx:a+b", "is no tag")]
    [InlineData("nginx@", "is no digest")]
    [InlineData("nginx@sha256:abc", "is no digest")]
    [InlineData("nginx@1.0", "is no digest")]
    public void What_is_no_image_is_explained(string text, string message)
    {
        Assert.False(DockerImage.TryParse(text, out var image, out var fault));

        Assert.Null(image);
        Assert.Contains(message, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_and_a_name_have_their_lengths()
    {
        Assert.True(DockerImage.TryParse($"nginx:{new string('1', 128)}", out _, out _));
        Assert.False(DockerImage.TryParse($"nginx:{new string('1', 129)}", out _, out _));
        Assert.True(DockerImage.TryParse(new string('a', 255), out _, out _));
        Assert.False(DockerImage.TryParse(new string('a', 256), out _, out var fault));
        Assert.Contains("longer than 255", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_text_is_an_image_that_reads_back_or_is_explained() => FuzzCases.ForAll(tape =>
    {
        var text = string.Concat(Enumerable.Range(0, tape.Choose(8)).Select(_ => tape.Choose("a", "b1", "/", ":", "@", ".", "-", "_", "5000", "localhost", "[::1]", Digest, "A", "\n", "é")));
        if (!DockerImage.TryParse(text, out var image, out var fault))
        {
            Assert.NotEmpty(fault);
            return;
        }

        Assert.True(DockerImage.TryParse(image.Reference, out var again, out fault), fault);
        Assert.Equal(image.ToArtifact(), again.ToArtifact());
    });
}
