using System.Text.Json.Nodes;
using Pipeline.Definitions.Rollouts;

namespace Pipeline.Definitions.Tests.Rollouts;

/// <summary>The cases of clouddriver's handler tests and of WaitForManifestStableTaskTest, and where we go beyond them.</summary>
public sealed class StabilityRulesTests
{
    private const string Deployed = "\"observedGeneration\":2,\"replicas\":3,\"updatedReplicas\":3,\"availableReplicas\":3,\"readyReplicas\":3";

    [Theory]
    [InlineData("""{"replicas":3}""", "{" + Deployed + "}", StabilityState.Stable, "3 of 3 replicas are updated and available.")]
    [InlineData("""{"replicas":0}""", """{"observedGeneration":2}""", StabilityState.Stable, "0 of 0 replicas are updated and available.")]
    [InlineData("""{}""", """{"observedGeneration":2,"replicas":1,"updatedReplicas":1,"availableReplicas":1,"readyReplicas":1}""", StabilityState.Stable, "1 of 1 replica is updated and available.")]
    [InlineData("""{"replicas":3}""", "null", StabilityState.Unstable, "The cluster has not reported on it yet.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":1,"replicas":3,"updatedReplicas":3,"availableReplicas":3,"readyReplicas":3}""", StabilityState.Unstable, "The controller has not seen the newest specification yet.")]
    [InlineData("""{"replicas":3}""", """{"replicas":3,"updatedReplicas":3,"availableReplicas":3,"readyReplicas":3}""", StabilityState.Unstable, "The controller has not seen the newest specification yet.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":3,"updatedReplicas":1}""", StabilityState.Unstable, "1 of 3 replicas are updated.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":5,"updatedReplicas":3,"availableReplicas":5,"readyReplicas":5}""", StabilityState.Unstable, "2 old replicas are still there.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":4,"updatedReplicas":3,"availableReplicas":4,"readyReplicas":4}""", StabilityState.Unstable, "1 old replica is still there.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":3,"updatedReplicas":3,"availableReplicas":2,"readyReplicas":2}""", StabilityState.Unstable, "2 of 3 replicas are available.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":3,"updatedReplicas":3,"availableReplicas":3,"readyReplicas":2}""", StabilityState.Unstable, "2 of 3 replicas are ready.")]
    [InlineData("""{"replicas":1}""", "{" + Deployed + "}", StabilityState.Unstable, "There are 3 replicas instead of 1.")]
    [InlineData("""{"replicas":3,"paused":true}""", """{"observedGeneration":2,"replicas":3,"updatedReplicas":1,"availableReplicas":3,"readyReplicas":3}""", StabilityState.Paused, "The rollout is paused and goes on when somebody resumes it. 1 of 3 replicas are updated.")]
    [InlineData("""{"replicas":3,"paused":true}""", "{" + Deployed + "}", StabilityState.Stable, "3 of 3 replicas are updated and available.")]
    [InlineData("""{"replicas":3,"progressDeadlineSeconds":60}""", """{"observedGeneration":2,"replicas":3,"updatedReplicas":3,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}""", StabilityState.Failed, "The rollout exceeded its progress deadline of 60 s. 0 of 3 replicas are available.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}""", StabilityState.Unstable, "The controller has not seen the newest specification yet.")]
    public void A_deployment_is_stable_when_all_replicas_are_new_available_and_ready(string spec, string status, StabilityState state, string message) =>
        AssertIs(state, message, "apps/v1", "Deployment", spec, status);

    [Theory]
    [InlineData("""{"replicas":2}""", """{"observedGeneration":2,"replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":2}""", StabilityState.Stable, "2 of 2 replicas are available.")]
    [InlineData("""{"replicas":0}""", """{"observedGeneration":2,"replicas":0}""", StabilityState.Stable, "0 of 0 replicas are available.")]
    [InlineData("""{"replicas":2}""", """{"observedGeneration":1,"replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":2}""", StabilityState.Unstable, "The controller has not seen the newest specification yet.")]
    [InlineData("""{"replicas":2}""", """{"observedGeneration":2,"replicas":2,"fullyLabeledReplicas":1}""", StabilityState.Unstable, "1 of 2 replicas are labelled.")]
    [InlineData("""{"replicas":2}""", """{"observedGeneration":2,"replicas":2,"fullyLabeledReplicas":2,"readyReplicas":2}""", StabilityState.Unstable, "0 of 2 replicas are available.")]
    [InlineData("""{"replicas":2}""", """{"observedGeneration":2,"replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":1}""", StabilityState.Unstable, "1 of 2 replicas are ready.")]
    [InlineData("""{"replicas":1}""", """{"observedGeneration":2,"replicas":3,"fullyLabeledReplicas":3,"availableReplicas":3,"readyReplicas":3}""", StabilityState.Unstable, "There are 3 replicas instead of 1.")]
    public void A_replica_set_is_stable_when_its_replicas_are_labelled_available_and_ready(string spec, string status, StabilityState state, string message) =>
        AssertIs(state, message, "apps/v1", "ReplicaSet", spec, status);

    [Theory]
    [InlineData("""{"replicas":5,"updateStrategy":{"type":"OnDelete"}}""", """{"replicas":1}""", StabilityState.Stable, "Its pods are updated when somebody deletes them (OnDelete).")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":1,"replicas":3,"readyReplicas":3,"currentReplicas":3}""", StabilityState.Unstable, "The controller has not seen the newest specification yet.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":2,"readyReplicas":2}""", StabilityState.Unstable, "2 of 3 replicas are there.")]
    [InlineData("""{"replicas":1}""", """{"observedGeneration":2,"replicas":2,"readyReplicas":2}""", StabilityState.Unstable, "There are 2 replicas instead of 1.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":3,"readyReplicas":2}""", StabilityState.Unstable, "2 of 3 replicas are ready.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":3,"readyReplicas":3,"currentReplicas":1}""", StabilityState.Unstable, "1 of 3 replicas are of the current revision.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":3,"readyReplicas":3,"currentReplicas":3,"updatedReplicas":1,"currentRevision":"web-a","updateRevision":"web-b"}""", StabilityState.Unstable, "1 of 3 replicas are updated.")]
    [InlineData("""{"replicas":3}""", """{"observedGeneration":2,"replicas":3,"readyReplicas":3,"currentReplicas":3,"currentRevision":"web-a","updateRevision":"web-a"}""", StabilityState.Stable, "3 of 3 replicas are ready.")]
    [InlineData("""{"replicas":5,"updateStrategy":{"rollingUpdate":{"partition":3}}}""", """{"observedGeneration":2,"replicas":5,"readyReplicas":5,"updatedReplicas":1,"currentRevision":"web-a","updateRevision":"web-b"}""", StabilityState.Unstable, "1 of 2 replicas are updated.")]
    [InlineData("""{"replicas":5,"updateStrategy":{"rollingUpdate":{"partition":3}}}""", """{"observedGeneration":2,"replicas":5,"readyReplicas":5,"updatedReplicas":2,"currentRevision":"web-a","updateRevision":"web-b"}""", StabilityState.Stable, "2 of 2 replicas are updated and ready.")]
    [InlineData("""{"replicas":2,"updateStrategy":{"rollingUpdate":{"partition":3}}}""", """{"observedGeneration":2,"replicas":2,"readyReplicas":2}""", StabilityState.Stable, "0 of 0 replicas are updated and ready.")]
    [InlineData("""{"replicas":2,"updateStrategy":{"rollingUpdate":{"partition":0}}}""", """{"observedGeneration":2,"replicas":2,"readyReplicas":2,"currentRevision":"web-a","updateRevision":"web-a"}""", StabilityState.Stable, "2 of 2 replicas are updated and ready.")]
    public void A_stateful_set_is_stable_when_its_replicas_are_ready_and_updated_down_to_the_partition(string spec, string status, StabilityState state, string message) =>
        AssertIs(state, message, "apps/v1", "StatefulSet", spec, status);

    [Theory]
    [InlineData("""{"updateStrategy":{"type":"OnDelete"}}""", """{"desiredNumberScheduled":4}""", StabilityState.Stable, "Its pods are updated when somebody deletes them (OnDelete).")]
    [InlineData("{}", """{"observedGeneration":1}""", StabilityState.Unstable, "The controller has not seen the newest specification yet.")]
    [InlineData("{}", """{"observedGeneration":2,"desiredNumberScheduled":4,"updatedNumberScheduled":3,"numberAvailable":4,"numberReady":4}""", StabilityState.Unstable, "3 of 4 pods are updated.")]
    [InlineData("{}", """{"observedGeneration":2,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":3,"numberReady":4}""", StabilityState.Unstable, "3 of 4 pods are available.")]
    [InlineData("{}", """{"observedGeneration":2,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":4,"numberReady":3}""", StabilityState.Unstable, "3 of 4 pods are ready.")]
    [InlineData("{}", """{"observedGeneration":2,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":4,"numberReady":4}""", StabilityState.Stable, "4 of 4 pods are ready.")]
    public void A_daemon_set_is_stable_when_every_node_that_it_wants_has_its_pod(string spec, string status, StabilityState state, string message) =>
        AssertIs(state, message, "apps/v1", "DaemonSet", spec, status);

    [Theory]
    [InlineData("""{"completions":2}""", """{"succeeded":1}""", StabilityState.Unstable, "1 of 2 completions are done.")]
    [InlineData("""{"completions":1}""", """{"succeeded":1}""", StabilityState.Stable, "It is complete.")]
    [InlineData("""{"parallelism":2}""", """{"succeeded":1,"active":2}""", StabilityState.Unstable, "2 pods are at work.")]
    [InlineData("""{"parallelism":2}""", """{"succeeded":1,"conditions":[{"type":"Complete","status":"True"}]}""", StabilityState.Stable, "It is complete.")]
    [InlineData("""{"completions":1,"suspend":true}""", """{}""", StabilityState.Paused, "The job is suspended and goes on when somebody resumes it. 0 of 1 completion is done.")]
    [InlineData("""{"completions":1}""", """{"failed":7,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit"}]}""", StabilityState.Failed, "The job failed (BackoffLimitExceeded): Job has reached the specified backoff limit")]
    [InlineData("""{"completions":1}""", """{"conditions":[{"type":"Failed","status":"False"}]}""", StabilityState.Unstable, "0 of 1 completion is done.")]
    public void A_job_is_stable_when_it_is_complete(string spec, string status, StabilityState state, string message) =>
        AssertIs(state, message, "batch/v1", "Job", spec, status);

    [Theory]
    [InlineData("Running", StabilityState.Stable, "It is running.")]
    [InlineData("Succeeded", StabilityState.Stable, "It has ended well.")]
    [InlineData("Pending", StabilityState.Unstable, "It has not started yet.")]
    [InlineData("Unknown", StabilityState.Unstable, "Its node does not answer.")]
    [InlineData("Failed", StabilityState.Failed, "The pod failed.")]
    public void A_bare_pod_is_stable_when_it_runs_or_has_ended_well(string phase, StabilityState state, string message) =>
        AssertIs(state, message, "v1", "Pod", "{}", $$"""{"phase":"{{phase}}"}""");

    [Theory]
    [InlineData(2, 2, StabilityState.Stable, "It has the 2 replicas that it wants.")]
    [InlineData(2, 3, StabilityState.Unstable, "It wants 3 replicas and has 2.")]
    public void An_autoscaler_is_stable_when_it_has_what_it_wants(int current, int desired, StabilityState state, string message) =>
        AssertIs(state, message, "autoscaling/v2", "HorizontalPodAutoscaler", "{}", $$"""{"currentReplicas":{{current}},"desiredReplicas":{{desired}}}""");

    [Theory]
    [InlineData("v1", "Service")]
    [InlineData("v1", "ConfigMap")]
    [InlineData("v1", "PersistentVolumeClaim")]
    [InlineData("networking.k8s.io/v1", "Ingress")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition")]
    [InlineData("example.com/v1", "Deployment")]
    public void Other_kinds_are_stable_at_once(string apiVersion, string kind)
    {
        AssertIs(StabilityState.Stable, "It is there.", apiVersion, kind, "{}", "null");
        Assert.False(StabilityRules.TakesTime(apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : "", kind));
    }

    [Fact]
    public void What_is_being_deleted_does_not_become_stable()
    {
        var item = JsonNode.Parse("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","deletionTimestamp":"2026-11-26T00:00:00Z"}}""")!.AsObject();

        Assert.Equal(new Stability(StabilityState.Failed, "It is being deleted."), StabilityRules.Of(item));
    }

    private static void AssertIs(StabilityState state, string message, string apiVersion, string kind, string spec, string status)
    {
        var item = new JsonObject
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "web", ["generation"] = 2 },
            ["spec"] = JsonNode.Parse(spec),
            ["status"] = JsonNode.Parse(status),
        };
        if (kind is "Pod" or "Job" or "HorizontalPodAutoscaler")
            item["metadata"]!.AsObject().Remove("generation");

        Assert.Equal(new Stability(state, message), StabilityRules.Of(item));
    }
}
