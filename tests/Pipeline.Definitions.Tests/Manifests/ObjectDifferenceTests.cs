using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Differences;

namespace Pipeline.Definitions.Tests.Manifests;

public sealed class ObjectDifferenceTests
{
    private const string Before = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, uid: u1, resourceVersion: "1", generation: 1, managedFields: [], labels: { a: x, b: q } }
        spec:
          replicas: 2
          template: { spec: { containers: [{ name: web, image: "web:1", args: [a, b] }, { name: log, image: "log:1" }] } }
        status: { readyReplicas: 2 }
        """;

    private const string After = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, uid: u1, resourceVersion: "2", generation: 2, managedFields: [{}], labels: { a: z, c: new } }
        spec:
          replicas: 3
          template: { spec: { containers: [{ name: first, image: "first:1" }, { name: web, image: "web:2", args: [a, c] }, { name: log, image: "log:1" }] } }
        status: { readyReplicas: 1 }
        """;

    [Fact]
    public void A_difference_is_said_value_by_value_and_lists_by_name() => Assert.Equal(
        [
            "~ metadata.labels.a: x → z",
            "- metadata.labels.b: q",
            "+ metadata.labels.c: new",
            "~ spec.replicas: 2 → 3",
            "~ spec.template.spec.containers[web].image: web:1 → web:2",
            """~ spec.template.spec.containers[web].args: ["a","b"] → ["a","c"]""",
            "+ spec.template.spec.containers[first].name: first",
            "+ spec.template.spec.containers[first].image: first:1",
        ],
        ObjectDifference.Between(Manifest.Of(Before), Manifest.Of(After)).Select(change => change.ToString()));

    [Fact]
    public void An_object_is_no_different_from_itself()
    {
        Assert.Empty(ObjectDifference.Between(Manifest.Of(Before), Manifest.Of(Before)));
        Assert.All(ObjectDifference.Between(null, Manifest.Of(After)), change => Assert.Null(change.Before));
        Assert.All(ObjectDifference.Between(Manifest.Of(After), null), change => Assert.Null(change.After));
    }

    [Fact]
    public void A_Secrets_digest_was_shown_by_which_a_short_value_could_be_guessed()
    {
        var before = Manifest.Of("{apiVersion: v1, kind: Secret, metadata: {name: keys, annotations: {artifact.pipeline.io/digest: abc}}, data: {a: b2xk}}");
        var after = Manifest.Of("{apiVersion: v1, kind: Secret, metadata: {name: keys, annotations: {artifact.pipeline.io/digest: def}}, data: {a: bmV3}}");

        Assert.DoesNotContain("def", ObjectDifference.Mask(after).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ObjectDifference.Between(before, after), change => change.ToString().Contains("digest", StringComparison.Ordinal));
    }

    [Fact]
    public void A_Secrets_values_are_never_shown()
    {
        var before = Manifest.Of("{apiVersion: v1, kind: Secret, metadata: {name: keys}, data: {a: b2xk, b: c2FtZQ==}}");
        var after = Manifest.Of("{apiVersion: v1, kind: Secret, metadata: {name: keys}, data: {a: bmV3, b: c2FtZQ==}, stringData: {c: plain}}");

        Assert.Equal(["~ data.a: *** → ***", "+ stringData.c: ***"], ObjectDifference.Between(before, after).Select(change => change.ToString()));
        Assert.Equal("""{"a":"***","b":"***"}""", ObjectDifference.Mask(after)["data"]!.ToJsonString());
        Assert.DoesNotContain("plain", ObjectDifference.Mask(after).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("bmV3", after["data"]!["a"]!.GetValue<string>());
    }

    [Fact]
    public void What_was_written_last_is_undone_first()
    {
        var before = new Dictionary<int, JsonObject> { [1] = Manifest.Of(Before) };

        var plan = RollbackPlan.Of([0, 1, 2, 1], before.GetValueOrDefault);

        Assert.Equal([2, 1, 0], plan.Select(step => step.Index));
        Assert.Null(plan[0].Before);
        var restored = plan[1].Before!;
        Assert.Null(restored["status"]);
        Assert.Null(restored.ResourceVersionOf());
        Assert.Equal("web", restored.NameOf());
        Assert.Equal(2, restored["spec"]!["replicas"]!.GetValue<long>());
    }
}
