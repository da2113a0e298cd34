using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Controllers.Workloads;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Pods;

/// <summary>Plays scheduler and nodes.</summary>
internal sealed class PodController(ClusterObjects cluster, PodLogs logs, ControllerOptions options) : IController
{
    private readonly ConcurrentDictionary<string, PodLife> _lives = new(StringComparer.Ordinal);
    private int _addresses;

    public string Kind => "Pod";

    public TimeSpan? Reconcile(JsonObject item, DateTimeOffset now)
    {
        if (item.IsDeleting())
            return End(item, now);
        if (item.Phase() is "Succeeded" or "Failed")
            return null;
        if (item["spec"]!["nodeName"] is null)
        {
            if (PodScheduling.Refusal(item, options) is { } refusal)
            {
                cluster.SetStatus(item, PodStatusBody.Unschedulable(item, refusal, now));
                if ((item["status"]?["conditions"] as JsonArray ?? []).Count == 0)
                    cluster.Tell(item, "Warning", "FailedScheduling", refusal);
                return null;
            }

            cluster.Change(item, pod => pod["spec"]!["nodeName"] = PodScheduling.NodeOf(pod, options));
            return null; // the change brings it here again
        }

        var life = _lives.GetOrAdd(item.Uid(), _ => new(cluster, logs, options));
        var next = life.Step(item, now);
        cluster.SetStatus(item, PodStatusBody.Of(item, life, (string?)item["status"]?["podIP"] ?? NextAddress(), now));
        return next - now;
    }

    private TimeSpan? End(JsonObject item, DateTimeOffset now)
    {
        var grace = TimeSpan.FromSeconds((int?)item["metadata"]!["deletionGracePeriodSeconds"] ?? 0);
        var ends = ClusterObjects.Time(item["metadata"]!["deletionTimestamp"])!.Value + (grace < options.TerminationDelay ? grace : options.TerminationDelay);
        if (ends > now)
            return ends - now;
        if (item.Finalizers().Count > 0)
            return null;

        _lives.TryRemove(item.Uid(), out _);
        logs.Remove(item.Namespace(), item.Name());
        cluster.Store.CompleteDeletion(cluster.Type("Pod"), item.Namespace(), item.Name());
        return null;
    }

    private string NextAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return $"10.244.{number / 254 % 254}.{(number % 254) + 1}";
    }
}
