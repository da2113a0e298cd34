using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Controllers;
using Pipeline.Testing;

namespace Pipeline.Simulators.Kubernetes.Tests.Controllers;

/// <summary>A cluster whose controllers run, and what tests wait for in it.</summary>
public abstract class RunningCluster : ClusterFixture
{
    protected const string ReplicaSets = "/apis/apps/v1/namespaces/default/replicasets";
    protected const string StatefulSets = "/apis/apps/v1/namespaces/default/statefulsets";
    protected const string DaemonSets = "/apis/apps/v1/namespaces/default/daemonsets";
    protected const string Jobs = "/apis/batch/v1/namespaces/default/jobs";
    protected const string Pods = "/api/v1/namespaces/default/pods";

    protected override ControllerOptions? Controllers => new();

    /// <summary>Waits until an object is as the test wants it, and fails with the object and the controllers' own faults where it never is.</summary>
    protected async Task<JsonObject> UntilAsync(string path, Func<JsonObject, bool> holds)
    {
        try
        {
            return await Eventually.GetAsync(() => OkAsync("GET", path), holds, TimeSpan.FromSeconds(15), Cancellation);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} {string.Join('\n', Cluster.ControllerFaults)}", exception);
        }
    }

    protected Task<JsonObject> AvailableAsync(string name, int replicas) => UntilAsync($"{Deployments}/{name}", item =>
        (int?)item["status"]?["availableReplicas"] == replicas && (int?)item["status"]!["updatedReplicas"] == replicas && (int?)item["status"]!["replicas"] == replicas
        && (int?)item["status"]!["observedGeneration"] == (int?)item["metadata"]!["generation"]);

    protected async Task<IReadOnlyList<JsonObject>> ListAsync(string path) => [.. (await OkAsync("GET", path))["items"]!.AsArray().Select(item => (JsonObject)item!)];

    protected static string Workload(string kind, string name, string container, string more = "") => $$$"""
        {"apiVersion":"apps/v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"},"spec":{{{{more}}}"selector":{"matchLabels":{"app":"{{{name}}}"}},
        "template":{"metadata":{"labels":{"app":"{{{name}}}"}},"spec":{"containers":[{"name":"main","image":"busybox:1"{{{container}}}}]} } } }
        """;

    protected static string? Condition(JsonObject item, string type, string field = "status") =>
        (string?)(item["status"]?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => (string?)condition!["type"] == type)?[field];
}
