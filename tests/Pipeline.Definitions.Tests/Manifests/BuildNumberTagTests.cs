using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests.Binding;

namespace Pipeline.Definitions.Tests.Manifests;

public sealed class BuildNumberTagTests
{
    [Fact]
    public void The_tag_of_a_build_is_filled_in_wherever_it_stands()
    {
        var manifest = Manifest.Of("{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {initContainers: [{image: 'reg:5000/shop/web:dev_{BUILD_NUMBER}'}], containers: [{image: 'reg:5000/shop/web:dev_{BUILD_NUMBER}'}, {image: 'shop/web:1'}]}}");

        var tag = Assert.Single(BuildNumberTag.AllOf(manifest, out var fault));
        tag.Fill(manifest, "dev_12");

        Assert.Null(fault);
        Assert.Equal(new BuildNumberTag("reg:5000/shop/web", "dev"), tag);
        Assert.Equal("""{"initContainers":[{"image":"reg:5000/shop/web:dev_12"}],"containers":[{"image":"reg:5000/shop/web:dev_12"},{"image":"shop/web:1"}]}""", manifest["spec"]!.ToJsonString());
    }

    [Theory]
    [InlineData("dev_9,dev_10,dev_2", "dev_10")]
    [InlineData("test_99,dev_1,dev_,dev_x,dev_1_2,latest", "dev_1")]
    [InlineData("dev_20261126131528000001,dev_20261126131528000002", "dev_20261126131528000002")]
    [InlineData("latest,dev-3", null)]
    [InlineData("", null)]
    public void The_highest_number_of_the_form_is_the_newest(string tags, string? newest) =>
        Assert.Equal(newest, new BuildNumberTag("shop/web", "dev").Newest(tags.Split(',')));

    [Fact]
    public void The_runs_own_build_of_the_image_is_found()
    {
        Artifact[] artifacts = [Image("shop/web", "dev_4"), Image("shop/web", "dev_5"), Image("shop/web", "prod_6"), Image("shop/api", "dev_7")];

        Assert.Equal("dev_5", new BuildNumberTag("shop/web", "dev").FindIn(artifacts));
        Assert.Null(new BuildNumberTag("shop/jobs", "dev").FindIn(artifacts));
    }

    [Theory]
    [InlineData("shop/web:{BUILD_DATE_TIME}", "filled in only when an image is built")]
    [InlineData("shop/web:dev_{BUILD_DATE_TIME}", "filled in only when an image is built")]
    [InlineData("shop/web:dev{BUILD_NUMBER}", "Write shop/web:tag_{BUILD_NUMBER}")]
    [InlineData("shop/web:_{BUILD_NUMBER}_x", "elsewhere than at the end")]
    [InlineData("shop/web_{BUILD_NUMBER}", "elsewhere than at the end")]
    public void A_placeholder_that_cannot_be_filled_in_is_explained(string image, string message)
    {
        var manifest = Manifest.Of($"{{apiVersion: v1, kind: Pod, metadata: {{name: x}}, spec: {{containers: [{{image: '{image}'}}]}}}}");

        Assert.Empty(BuildNumberTag.AllOf(manifest, out var fault));
        Assert.Contains(message, fault, StringComparison.Ordinal);
    }

    private static Artifact Image(string name, string tag) => new() { Type = "docker/image", Name = name, Version = tag };
}
