using Pipeline.Definitions.Manifests.Marks;

namespace Pipeline.Definitions.Tests.Manifests;

public sealed class ManifestStrategyTests
{
    [Theory]
    [InlineData("v1", "ConfigMap", "", true)]
    [InlineData("v1", "Secret", "", true)]
    [InlineData("v1", "Pod", "", true)]
    [InlineData("apps/v1", "ReplicaSet", "", true)]
    [InlineData("apps/v1", "Deployment", "", false)]
    [InlineData("v1", "Service", "", false)]
    [InlineData("example.com/v1", "Secret", "", false)]
    [InlineData("v1", "ConfigMap", "strategy.spinnaker.io/versioned: \"false\"", false)]
    [InlineData("v1", "ConfigMap", "strategy.pipeline.io/versioned: \"false\"", false)]
    [InlineData("v1", "ConfigMap", "strategy.pipeline.io/versioned: \"true\", strategy.spinnaker.io/versioned: \"false\"", true)]
    public void Some_kinds_get_versions_unless_they_refuse(string apiVersion, string kind, string annotations, bool isVersioned) =>
        Assert.Equal(isVersioned, Read($"{{apiVersion: {apiVersion}, kind: {kind}, metadata: {{name: x, annotations: {{{annotations}}}}}}}").IsVersioned);

    [Theory]
    [InlineData("", ManifestWriting.Apply, false)]
    [InlineData("strategy.spinnaker.io/server-side-apply: \"true\"", ManifestWriting.Apply, false)]
    [InlineData("strategy.spinnaker.io/server-side-apply: force-conflicts", ManifestWriting.Apply, true)]
    [InlineData("strategy.pipeline.io/replace: \"true\", strategy.pipeline.io/server-side-apply: \"true\"", ManifestWriting.Replace, false)]
    [InlineData("strategy.pipeline.io/recreate: \"true\", strategy.pipeline.io/replace: \"true\"", ManifestWriting.Recreate, false)]
    public void Recreate_comes_before_replace_and_replace_before_apply(string annotations, ManifestWriting writing, bool forces)
    {
        var strategy = Read($"{{apiVersion: v1, kind: Service, metadata: {{name: x, annotations: {{{annotations}}}}}}}");

        Assert.Equal((writing, forces), (strategy.Writing, strategy.ForcesConflicts));
    }

    [Fact]
    public void An_object_whose_name_the_server_makes_is_created_and_has_no_versions()
    {
        var strategy = Read("{apiVersion: v1, kind: Pod, metadata: {generateName: x-}}");

        Assert.Equal((ManifestWriting.Create, false), (strategy.Writing, strategy.IsVersioned));
    }

    [Fact]
    public void History_capacity_and_load_balancers_are_read()
    {
        var strategy = Read("""
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata:
              name: web
              annotations:
                strategy.spinnaker.io/max-version-history: "3"
                strategy.spinnaker.io/use-source-capacity: "true"
                traffic.spinnaker.io/load-balancers: '["service web", "service admin"]'
            """);

        Assert.Equal((3, true), (strategy.MaxVersionHistory, strategy.UsesSourceCapacity));
        Assert.Equal(["service web", "service admin"], strategy.LoadBalancers);
    }

    [Theory]
    [InlineData("strategy.pipeline.io/versioned: sometimes", "strategy.pipeline.io/versioned is 'sometimes'; write \"true\" or \"false\"")]
    [InlineData("strategy.pipeline.io/max-version-history: \"0\"", "a whole number from 1 on")]
    [InlineData("strategy.pipeline.io/server-side-apply: force", "\"force-conflicts\"")]
    [InlineData("traffic.pipeline.io/load-balancers: service web", "a list in JSON")]
    public void An_annotation_that_says_nothing_is_refused(string annotation, string fault)
    {
        _ = ManifestStrategy.Read(Manifest.Of($"{{apiVersion: v1, kind: Service, metadata: {{name: x, annotations: {{{annotation}}}}}}}"), out var found);

        Assert.Contains(fault, found, StringComparison.Ordinal);
        Assert.StartsWith("Service x: ", found, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_deployed_says_whose_it_is_and_which_version_of_what()
    {
        var manifest = Manifest.ReplicaSet("web-v003", labels: "app: web, app.kubernetes.io/name: charts-own");

        ManifestMarks.Write(manifest, new("shop", "replicaSet web", 3), ManifestMarks.ArtifactOf(manifest, "web", "v003"), "d1", labelsPodTemplate: true);

        var metadata = manifest["metadata"]!;
        Assert.Equal("""{"app.kubernetes.io/name":"shop","app.kubernetes.io/managed-by":"pipeline","moniker.pipeline.io/sequence":"3"}""", metadata["labels"]!.ToJsonString());
        Assert.Equal(
            """{"moniker.pipeline.io/application":"shop","moniker.pipeline.io/cluster":"replicaSet web","moniker.pipeline.io/sequence":"3","artifact.pipeline.io/type":"kubernetes/replicaSet","artifact.pipeline.io/name":"web","artifact.pipeline.io/location":"shop","artifact.pipeline.io/version":"v003","artifact.pipeline.io/digest":"d1"}""",
            metadata["annotations"]!.ToJsonString());
        var pods = manifest["spec"]!["template"]!["metadata"]!;
        Assert.Equal("""{"app":"web","app.kubernetes.io/name":"charts-own","app.kubernetes.io/managed-by":"pipeline","moniker.pipeline.io/sequence":"3"}""", pods["labels"]!.ToJsonString());
        Assert.Equal(new Moniker("shop", "replicaSet web", 3), Moniker.Of(manifest));
    }

    [Fact]
    public void Pods_get_no_labels_where_the_stage_says_so()
    {
        var manifest = Manifest.ReplicaSet("web-v003");

        ManifestMarks.Write(manifest, new("shop", "replicaSet web", 3), ManifestMarks.ArtifactOf(manifest, "web", "v003"), "d1", labelsPodTemplate: false);

        Assert.Equal("""{"app":"web"}""", manifest["spec"]!["template"]!["metadata"]!["labels"]!.ToJsonString());
    }

    [Theory]
    [InlineData("moniker.spinnaker.io/application: shop, moniker.spinnaker.io/cluster: replicaSet front, moniker.spinnaker.io/sequence: \"7\"", "shop", "replicaSet front", 7)]
    [InlineData("", "", "replicaSet web", 12)]
    public void Spinnakers_marks_are_read_and_names_where_there_are_none(string annotations, string application, string cluster, int sequence)
    {
        var manifest = Manifest.ReplicaSet("web-v012", annotations: annotations);

        Assert.Equal(new Moniker(application, cluster, sequence), Moniker.Of(manifest));
        Assert.True(Moniker.IsOf(manifest, "shop", cluster));
        Assert.False(Moniker.IsOf(manifest, "shop", "replicaSet other"));
        Assert.Equal(application.Length == 0, Moniker.IsOf(manifest, "other", cluster));
    }

    private static ManifestStrategy Read(string text)
    {
        var strategy = ManifestStrategy.Read(Manifest.Of(text), out var fault);
        Assert.Null(fault);
        return strategy;
    }
}
