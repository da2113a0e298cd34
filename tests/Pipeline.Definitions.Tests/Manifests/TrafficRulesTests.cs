using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Traffic;

namespace Pipeline.Definitions.Tests.Manifests;

public sealed class TrafficRulesTests
{
    private static readonly Dictionary<string, string> Selector = new() { ["lb"] = "web" };

    [Theory]
    [InlineData("service web", "web")]
    [InlineData("Service web", "web")]
    [InlineData("web", "web")]
    [InlineData("ingress web", null)]
    [InlineData("", null)]
    public void A_load_balancer_is_a_Service(string text, string? name) => Assert.Equal(name, TrafficRules.ServiceNameOf(text));

    [Fact]
    public void A_Services_selector_becomes_pod_labels_and_not_the_ReplicaSets_selector()
    {
        var replicaSet = Manifest.ReplicaSet("web");

        Assert.False(TrafficRules.IsAttached(replicaSet, Selector));
        Assert.Null(TrafficRules.Attach(replicaSet, "web", Selector));

        Assert.True(TrafficRules.IsAttached(replicaSet, Selector));
        Assert.Equal("""{"app":"web","lb":"web"}""", replicaSet["spec"]!["template"]!["metadata"]!["labels"]!.ToJsonString());
        Assert.Equal("""{"app":"web"}""", replicaSet["spec"]!["selector"]!["matchLabels"]!.ToJsonString());
    }

    [Fact]
    public void A_Service_that_selects_nothing_or_by_the_ReplicaSets_own_labels_is_refused()
    {
        var replicaSet = Manifest.ReplicaSet("web");

        Assert.Contains("has no selector", TrafficRules.Attach(replicaSet, "web", new Dictionary<string, string>()), StringComparison.Ordinal);
        Assert.Contains("pod label 'app' itself", TrafficRules.Attach(replicaSet, "web", new Dictionary<string, string> { ["app"] = "web" }), StringComparison.Ordinal);
        Assert.Contains("no pod template", TrafficRules.Attach(Manifest.Of("{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: x}}"), "web", Selector), StringComparison.Ordinal);
    }

    [Fact]
    public void Traffic_management_is_for_one_ReplicaSet()
    {
        var (replicaSet, service) = (Manifest.ReplicaSet("web"), Manifest.Of("{apiVersion: v1, kind: Service, metadata: {name: web}}"));

        Assert.Null(TrafficRules.FaultOf([service, replicaSet]));
        Assert.Contains("none among the manifests", TrafficRules.FaultOf([service]), StringComparison.Ordinal);
        Assert.Contains("there are 2", TrafficRules.FaultOf([replicaSet, replicaSet]), StringComparison.Ordinal);
    }

    [Theory]
    // A version with ready pods that gets traffic; one that is disabled; one that never became ready; one scaled to nothing.
    [InlineData(TrafficStrategy.None, "")]
    [InlineData(TrafficStrategy.Custom, "")]
    [InlineData(TrafficStrategy.BlueGreen, "active: disable; broken: disable delete; empty: disable")]
    [InlineData(TrafficStrategy.RollingRedBlack, "active: disable; broken: disable; empty: disable")]
    [InlineData(TrafficStrategy.Highlander, "active: disable delete; broken: disable delete; disabled: delete; empty: disable delete")]
    public void A_strategy_says_what_becomes_of_the_other_versions(TrafficStrategy strategy, string expected)
    {
        var going = Manifest.ReplicaSet("going", ready: 1, labels: "lb: web");
        going["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z";

        var actions = ClusterPlan.Decide(
            strategy,
            [
                Manifest.ReplicaSet("new", ready: 1, labels: "lb: web"),
                Manifest.ReplicaSet("empty", replicas: 0, labels: "lb: web"),
                Manifest.ReplicaSet("disabled", ready: 1),
                Manifest.ReplicaSet("broken", labels: "lb: web"),
                Manifest.ReplicaSet("active", ready: 1, labels: "lb: web"),
                going,
            ],
            "new",
            [Selector]);

        Assert.Equal(expected, string.Join("; ", actions.Select(action => $"{action.Name}:{(action.IsDisabled ? " disable" : "")}{(action.IsDeleted ? " delete" : "")}")));
    }

    [Fact]
    public void Labels_are_added_and_taken_away_by_a_patch()
    {
        Assert.Equal("""{"metadata":{"labels":{"lb":"web"}}}""", TrafficRules.LabelPatch(Selector, isAdded: true).ToJsonString());
        Assert.Equal("""{"metadata":{"labels":{"lb":null}}}""", TrafficRules.LabelPatch(Selector, isAdded: false).ToJsonString());
    }

    [Fact]
    public void Traffic_goes_over_in_rising_steps_that_end_with_all()
    {
        Assert.Equal([100], RollingSteps.Of([]));
        Assert.Equal([10, 50, 100], RollingSteps.Of([50, 10, 50, 100]));
        Assert.Null(RollingSteps.Of([0, 50]));
        Assert.Null(RollingSteps.Of([120]));
    }

    [Theory]
    [InlineData(10, 10, 1)]
    [InlineData(10, 25, 3)]
    [InlineData(3, 50, 2)]
    [InlineData(1, 10, 1)]
    [InlineData(7, 100, 7)]
    [InlineData(0, 50, 0)]
    public void A_step_rounds_up(int full, int percentage, int expected) => Assert.Equal(expected, RollingSteps.ReplicasAt(full, percentage));

    [Theory]
    [InlineData("Deployment", 3)]
    [InlineData("StatefulSet", 3)]
    [InlineData("DaemonSet", null)]
    public void Replicas_can_be_those_that_run_now(string kind, int? expected)
    {
        var manifest = Manifest.Of($"{{apiVersion: apps/v1, kind: {kind}, metadata: {{name: x}}, spec: {{}}}}");

        SourceCapacity.Apply(manifest, Manifest.ReplicaSet("web-v001", replicas: 3));

        Assert.Equal(expected, (int?)manifest["spec"]!["replicas"]?.GetValue<long>());
    }
}
