using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Runs a Job's pods until so many have succeeded, or too many have failed.</summary>
internal sealed class JobController(ClusterObjects cluster) : IController
{
    public string Kind => "Job";

    public TimeSpan? Reconcile(JsonObject item, DateTimeOffset now)
    {
        if (item.IsDeleting())
            return null;
        if (IsOver(item))
            return CleanUp(item, now);

        var spec = item["spec"]!;
        var pods = cluster.Owned("Pod", item);
        var (active, succeeded, failed) = (pods.Where(pod => pod.IsActive()).ToArray(), pods.Count(pod => pod.Phase() == "Succeeded"), pods.Count(pod => pod.Phase() == "Failed"));
        var restarts = pods.Where(pod => pod.IsActive()).Sum(Restarts);
        var completions = (int?)spec["completions"] ?? 1;
        var started = ClusterObjects.Time(item["status"]?["startTime"]) ?? now;
        var deadline = (int?)spec["activeDeadlineSeconds"] is { } seconds ? started + TimeSpan.FromSeconds(seconds) - now : (TimeSpan?)null;
        var limit = (int?)spec["backoffLimit"] ?? 6;
        var status = new JsonObject { ["startTime"] = ClusterObjects.Stamp(started) };
        if ((bool?)spec["suspend"] is true)
        {
            foreach (var pod in active)
                cluster.Delete(pod);
            status["conditions"] = new JsonArray(Condition("Suspended", "JobSuspended", "Job suspended", now));
            cluster.SetStatus(item, status);
            return null;
        }

        if (succeeded >= completions)
            status["conditions"] = new JsonArray(Condition("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods", now), Condition("Complete", "CompletionsReached", "Reached expected number of succeeded pods", now));
        else if (failed + restarts > limit)
            status["conditions"] = new JsonArray(Condition("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit", now));
        else if (deadline <= TimeSpan.Zero)
            status["conditions"] = new JsonArray(Condition("Failed", "DeadlineExceeded", "Job was active longer than specified deadline", now));
        else
            active = [.. active, .. Create(item, Math.Min((int?)spec["parallelism"] ?? 1, completions - succeeded) - active.Length)];

        if (status["conditions"] is not null)
        {
            foreach (var pod in active)
                cluster.Delete(pod);
            active = [];
            if (succeeded >= completions)
                status["completionTime"] = ClusterObjects.Stamp(now);
        }

        status["active"] = active.Length;
        status["ready"] = active.Count(pod => pod.IsReady());
        status["succeeded"] = succeeded;
        status["failed"] = failed;
        cluster.SetStatus(item, status);
        return deadline;
    }

    private List<JsonObject> Create(JsonObject item, int count)
    {
        var created = new List<JsonObject>();
        for (; count > 0; count--)
        {
            var pod = PodTemplates.Pod(item["spec"]!["template"]!, $"{item.Name()}-{PodTemplates.Suffix()}");
            if (pod.Metadata()["labels"] is not JsonObject labels)
                pod.Metadata()["labels"] = labels = [];
            labels["job-name"] = item.Name();
            labels["batch.kubernetes.io/job-name"] = item.Name();
            labels["batch.kubernetes.io/controller-uid"] = item.Uid();
            created.Add(cluster.Create("Pod", item, pod));
        }

        return created;
    }

    private TimeSpan? CleanUp(JsonObject item, DateTimeOffset now)
    {
        if ((int?)item["spec"]!["ttlSecondsAfterFinished"] is not { } seconds)
            return null;
        var ended = (item["status"]!["conditions"] as JsonArray ?? []).Select(condition => ClusterObjects.Time(condition!["lastTransitionTime"])).Max() ?? now;
        var left = ended + TimeSpan.FromSeconds(seconds) - now;
        if (left > TimeSpan.Zero)
            return left;
        cluster.Delete(item);
        return null;
    }

    private static bool IsOver(JsonObject item) =>
        (item["status"]?["conditions"] as JsonArray ?? []).Any(condition => (string?)condition!["type"] is "Complete" or "Failed" && (string?)condition["status"] == "True");

    private static int Restarts(JsonObject pod) => (pod["status"]?["containerStatuses"] as JsonArray ?? []).Sum(status => (int?)status!["restartCount"] ?? 0);

    private static JsonObject Condition(string type, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["reason"] = reason,
        ["message"] = message,
        ["lastProbeTime"] = ClusterObjects.Stamp(now),
        ["lastTransitionTime"] = ClusterObjects.Stamp(now),
    };
}
