using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Versions;

namespace Pipeline.Definitions.Tests.Manifests;

public sealed class VersionRulesTests
{
    [Theory]
    [InlineData("web-v000", "web", 0)]
    [InlineData("web-v012", "web", 12)]
    [InlineData("web-v1000", "web", 1000)]
    [InlineData("web-v1-v002", "web-v1", 2)]
    [InlineData("web-v12", "web-v12", null)]
    [InlineData("web", "web", null)]
    [InlineData("-v001", "-v001", null)]
    public void A_name_says_its_version(string text, string name, int? number)
    {
        Assert.Equal((name, number), VersionName.Split(text));
        if (number is { } known)
            Assert.Equal(text, VersionName.Of(name, known));
    }

    [Theory]
    [InlineData("", null, 0)]
    [InlineData("web-v000", null, 1)]
    [InlineData("web-v004,web-v002,web-v010,webs-v020,web", null, 11)]
    [InlineData("web-v004", 9, 10)]
    [InlineData("", 0, 1)]
    public void The_next_number_follows_the_greatest_that_is_known(string existing, int? reserved, int next) =>
        Assert.Equal(next, VersionRules.Next(existing.Split(','), "web", reserved));

    [Fact]
    public void No_number_is_given_twice_whatever_is_deleted_meanwhile() => Prop
        .ForAll(Gen.Choose(0, 30).ArrayOf().ToArbitrary(), Gen.Choose(-1, 30).ToArbitrary(), (numbers, reserved) =>
        {
            var next = VersionRules.Next(numbers.Select(number => VersionName.Of("web", number)), "web", reserved < 0 ? null : reserved);
            return !numbers.Contains(next) && next > reserved && (next == 0 || next - 1 == reserved || numbers.Contains(next - 1));
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_version_is_used_again_when_only_its_metadata_would_differ()
    {
        var manifest = Manifest.Of("{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {b: '2', a: '1'}}");
        var digest = ManifestDigest.Of(manifest);
        var same = Deployed("{apiVersion: v1, kind: ConfigMap, metadata: {name: web-v001, labels: {new: label}}, data: {a: '1', b: '2'}}");
        var newer = Deployed("{apiVersion: v1, kind: ConfigMap, metadata: {name: web-v002}, data: {a: '1', b: '3'}}");
        var going = Deployed("{apiVersion: v1, kind: ConfigMap, metadata: {name: web-v003, deletionTimestamp: '2026-01-01T00:00:00Z'}, data: {a: '1', b: '2'}}");

        Assert.Equal(1, VersionRules.FindEqual([same, newer, going], "web", manifest, digest));
        Assert.Null(VersionRules.FindEqual([newer, going], "web", manifest, digest));
        Assert.Null(VersionRules.FindEqual([same], "other", manifest, digest));
    }

    [Fact]
    public void A_version_of_Spinnaker_is_known_by_what_it_was_applied_with()
    {
        var manifest = Manifest.ReplicaSet("web");
        var applied = Manifest.ReplicaSet("web-v004", labels: "app: web, app.kubernetes.io/managed-by: spinnaker, moniker.spinnaker.io/sequence: '4'");
        var existing = Manifest.ReplicaSet("web-v004");
        existing["metadata"]!["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = applied.ToJsonString() };

        manifest.Remove("status");
        applied.Remove("status");
        Assert.Equal(4, VersionRules.FindEqual([existing], "web", manifest, ManifestDigest.Of(manifest)));

        manifest["spec"]!["replicas"] = 9;
        Assert.Null(VersionRules.FindEqual([existing], "web", manifest, ManifestDigest.Of(manifest)));
    }

    [Theory]
    [InlineData(1, "v1,v2,v3")]
    [InlineData(2, "v1,v2")]
    [InlineData(4, "")]
    [InlineData(9, "")]
    public void The_oldest_beyond_the_history_go_and_never_the_new_one(int most, string gone)
    {
        var versions = new[] { ("v1", 1), ("v2", 2), ("v3", 3), ("new", 0) }
            .Select(each => Manifest.Of($"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {each.Item1}, creationTimestamp: '2026-01-0{each.Item2 + 1}T00:00:00Z'}}}}"));

        Assert.Equal(gone.Split(',', StringSplitOptions.RemoveEmptyEntries), VersionRules.Beyond(versions, most, "new").Select(each => each.NameOf()));
    }

    private static JsonObject Deployed(string text)
    {
        var manifest = Manifest.Of(text);
        manifest["metadata"]!.AsObject().Child("annotations")[ManifestMarks.DigestAnnotation] = ManifestDigest.Of(manifest);
        return manifest;
    }
}
