using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Selection;

namespace Pipeline.Definitions.Tests.Selection;

public sealed class DynamicSelectionTests
{
    // An object: its version, the second at which it was made, its pods and the replicas that it asks for.
    [Theory]
    [InlineData("0@10/2:2 1@20/5:5 2@30/1:1", SelectionCriteria.Newest, SelectionSize.Pods, 2)]
    [InlineData("0@10/2:2 1@20/5:5 2@30/1:1", SelectionCriteria.SecondNewest, SelectionSize.Pods, 1)]
    [InlineData("0@10/2:2 1@20/5:5 2@30/1:1", SelectionCriteria.Oldest, SelectionSize.Pods, 0)]
    [InlineData("0@10/2:2 1@20/5:5 2@30/1:1", SelectionCriteria.Largest, SelectionSize.Pods, 1)]
    [InlineData("0@10/2:2 1@20/5:5 2@30/1:1", SelectionCriteria.Smallest, SelectionSize.Pods, 2)]
    [InlineData("0@10/1:9 1@20/5:2", SelectionCriteria.Largest, SelectionSize.Pods, 1)]
    [InlineData("0@10/1:9 1@20/5:2", SelectionCriteria.Largest, SelectionSize.Replicas, 0)]
    [InlineData("0@10/1:0 1@20/5:-1", SelectionCriteria.Smallest, SelectionSize.Replicas, 1)]
    [InlineData("3@10/1:1 4@10/1:1", SelectionCriteria.Newest, SelectionSize.Pods, 4)]
    [InlineData("4@10/1:1 3@10/1:1", SelectionCriteria.SecondNewest, SelectionSize.Pods, 3)]
    [InlineData("4@10/1:1 3@10/1:1", SelectionCriteria.Oldest, SelectionSize.Pods, 3)]
    [InlineData("5@10/3:3 7@5/3:3 6@20/3:3", SelectionCriteria.Largest, SelectionSize.Pods, 7)]
    [InlineData("5@10/3:3 7@5/3:3 6@20/3:3", SelectionCriteria.Smallest, SelectionSize.Pods, 7)]
    [InlineData("1@10/1:1", SelectionCriteria.SecondNewest, SelectionSize.Pods, null)]
    [InlineData("", SelectionCriteria.Largest, SelectionSize.Pods, null)]
    public void The_chosen_one_is(string candidates, SelectionCriteria criteria, SelectionSize size, int? version) =>
        Assert.Equal(version, DynamicSelection.Choose(candidates.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read), criteria, size)?.Sequence);

    [Theory]
    [InlineData("""{"name":"web-v003","annotations":{"moniker.pipeline.io/application":"shop","moniker.pipeline.io/cluster":"replicaSet web"}}""", true)]
    [InlineData("""{"name":"any","annotations":{"moniker.spinnaker.io/application":"shop","moniker.spinnaker.io/cluster":"replicaSet web"}}""", true)]
    [InlineData("""{"name":"web-v003"}""", true)]
    [InlineData("""{"name":"web-v003","annotations":{"moniker.pipeline.io/application":"other","moniker.pipeline.io/cluster":"replicaSet web"}}""", false)]
    [InlineData("""{"name":"web-v003","annotations":{"moniker.pipeline.io/application":"shop","moniker.pipeline.io/cluster":"replicaSet api"}}""", false)]
    [InlineData("""{"name":"web-api-v003"}""", false)]
    [InlineData("""{"name":"web-v003","deletionTimestamp":"2026-11-26T00:00:00Z"}""", false)]
    public void An_object_belongs_to_a_cluster_by_its_marks_or_else_by_its_name(string metadata, bool belongs)
    {
        var item = new JsonObject { ["kind"] = "ReplicaSet", ["metadata"] = JsonNode.Parse(metadata) };

        Assert.Equal(belongs, DynamicSelection.MembersOf([item], "shop", DynamicSelection.ClusterOf("ReplicaSet", "web")).Any());
    }

    [Theory]
    [InlineData("web")]
    [InlineData("replicaSet web")]
    [InlineData(" replicaset  web ")]
    public void A_cluster_is_written_with_or_without_its_kind(string cluster) => Assert.Equal("replicaSet web", DynamicSelection.ClusterOf("ReplicaSet", cluster));

    [Fact]
    public void What_is_missing_is_said_with_what_there_is() => Assert.Equal(
        "The cluster 'replicaSet web' of the application 'shop' has no second newest object in the namespace 'prod'. There is only web-v001.",
        DynamicSelection.Missing([Read("1@1/1:1") with { Name = "web-v001" }], SelectionCriteria.SecondNewest, "replicaSet web", "shop", "prod"));

    [Theory]
    [InlineData("Deployment", "web", "Deployment", "web", null)]
    [InlineData(null, "deployment web", "deployment", "web", null)]
    [InlineData("Deployment", "deployment web", "Deployment", "web", null)]
    [InlineData(null, "web", null, null, "kind: Say the kind of the object, for example Deployment.")]
    [InlineData("Service", "deployment web", null, null, "name: 'deployment web' says the kind 'deployment', and 'kind' says 'Service'. Say it once.")]
    [InlineData("Service", "a b c", null, null, "name: 'a b c' is no object's name. Write for example web, or deployment web.")]
    public void A_name_may_have_its_kind_in_front(string? kind, string name, string? expectedKind, string? expectedName, string? expectedFault)
    {
        var read = NamedObject.Read(kind, name, out var fault);

        Assert.Equal((expectedKind, expectedName, expectedFault), (read?.Kind, read?.Name, fault));
    }

    private static SelectionCandidate Read(string text)
    {
        var parts = text.Split('@', '/', ':');
        int Number(int index) => int.Parse(parts[index], CultureInfo.InvariantCulture);
        return new($"web-v{Number(0):D3}", DateTimeOffset.UnixEpoch.AddSeconds(Number(1)), Number(0), Number(2), Number(3));
    }
}
