using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Rollouts;

/// <summary>Finds what keeps a pod from getting on, in its status and the events about it (kubelet's and the scheduler's reasons).</summary>
public static class PodTroubles
{
    /// <summary>The reason of a pod whose containers have not been made yet, of which only events say why.</summary>
    public const string Creating = "ContainerCreating";

    private static readonly Dictionary<string, TroublePatience> WaitingReasons = new(StringComparer.Ordinal)
    {
        ["InvalidImageName"] = TroublePatience.None,
        ["ErrImageNeverPull"] = TroublePatience.None,
        ["ErrImagePull"] = TroublePatience.Brief,
        ["ImagePullBackOff"] = TroublePatience.Brief,
        ["ImageInspectError"] = TroublePatience.Brief,
        ["RegistryUnavailable"] = TroublePatience.Brief,
        ["CreateContainerConfigError"] = TroublePatience.Brief,
        ["CreateContainerError"] = TroublePatience.Brief,
        ["RunContainerError"] = TroublePatience.Brief,
        ["CrashLoopBackOff"] = TroublePatience.Brief,
    };

    private static readonly string[] EventReasons = ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "FailedMapVolume"];

    /// <summary>What is wrong with a pod; null when nothing is.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="events">The events about it, oldest first, where they are known: without them nobody knows why containers are not made.</param>
    /// <param name="mayRetry">Whether containers that end are the owner's to count, as a Job's are: only what keeps them from starting is a trouble then.</param>
    public static PodTrouble? Of(JsonObject pod, IReadOnlyList<JsonObject>? events = null, bool mayRetry = false)
    {
        if (pod["metadata"]?["deletionTimestamp"] is not null || pod.Status() is not { } status || status.TextOf("phase") is "Succeeded")
            return null;
        if (Unschedulable(pod) is { } unschedulable)
            return unschedulable;

        var containers = status.Maps("initContainerStatuses").Concat(status.Maps("containerStatuses")).ToList();
        var trouble = containers.Select(container => Waiting(container, mayRetry)).FirstOrDefault(each => each is not null)
            ?? (mayRetry ? null : containers.Select(Terminated).FirstOrDefault(each => each is not null));
        return trouble ?? Evicted(status, mayRetry) ?? OfEvents(pod, events);
    }

    /// <summary>Whether containers of the pod have not been made yet, so that its events may say why.</summary>
    public static bool IsCreating(JsonObject pod) => pod["metadata"]?["deletionTimestamp"] is null && pod.Status() is { } status
        && status.Maps("initContainerStatuses").Concat(status.Maps("containerStatuses")).Any(container => WaitingOf(container).TextOf("reason") is Creating or "PodInitializing" && container.Count("restartCount") == 0);

    private static PodTrouble? Unschedulable(JsonObject pod) => pod.Condition("PodScheduled", "False") is { } condition && condition.TextOf("reason") is "Unschedulable"
        ? new() { Reason = "Unschedulable", Message = $"No node takes it: {Sentence(condition.TextOf("message"), "the scheduler says no more.")}", Patience = TroublePatience.Extended }
        : null;

    private static PodTrouble? Waiting(JsonObject container, bool mayRetry)
    {
        var waiting = WaitingOf(container);
        if (waiting.TextOf("reason") is not { } reason || !WaitingReasons.TryGetValue(reason, out var patience) || mayRetry && reason == "CrashLoopBackOff")
            return null;

        var name = container.TextOf("name") ?? "";
        var last = (container["lastState"] as JsonObject)?["terminated"] as JsonObject;
        if (reason == "CrashLoopBackOff" && last is not null)
            return Ended(name, last, reason, restarts: container.Count("restartCount"), isPrevious: true);
        return new()
        {
            Reason = reason,
            Container = name,
            Message = $"Container '{name}' cannot start ({reason}): {Sentence(waiting.TextOf("message"), "the cluster says no more.")}",
            Patience = patience,
            HasLog = reason == "CrashLoopBackOff",
            IsPreviousLog = reason == "CrashLoopBackOff",
        };
    }

    private static PodTrouble? Terminated(JsonObject container) =>
        (container["state"] as JsonObject)?["terminated"] is JsonObject terminated && terminated.Count("exitCode") != 0
            ? Ended(container.TextOf("name") ?? "", terminated, terminated.TextOf("reason") ?? "Error", container.Count("restartCount"), isPrevious: false)
            : null;

    private static PodTrouble Ended(string name, JsonObject terminated, string reason, int restarts, bool isPrevious)
    {
        var code = terminated.Count("exitCode");
        var ending = terminated.TextOf("reason") is "OOMKilled" ? $"was killed because it took more memory than its limit (OOMKilled, exit code {code})" : $"ended with exit code {code}";
        var again = restarts > 0 ? string.Create(CultureInfo.InvariantCulture, $" and was restarted {restarts} {(restarts == 1 ? "time" : "times")}") : "";
        var said = terminated.TextOf("message") is { Length: > 0 } message ? $": {message.Trim()}" : ".";
        return new()
        {
            Reason = terminated.TextOf("reason") is "OOMKilled" ? "OOMKilled" : reason,
            Container = name,
            ExitCode = code,
            Message = $"Container '{name}' {ending}{again}{said}",
            Patience = TroublePatience.Brief,
            HasLog = true,
            IsPreviousLog = isPrevious,
        };
    }

    private static PodTrouble? Evicted(JsonObject status, bool mayRetry) => !mayRetry && status.TextOf("phase") is "Failed"
        ? new()
        {
            Reason = status.TextOf("reason") ?? "Failed",
            Message = $"The pod failed: {Sentence(status.TextOf("message"), "the cluster says no more.")}",
            Patience = TroublePatience.Brief,
        }
        : null;

    private static PodTrouble? OfEvents(JsonObject pod, IReadOnlyList<JsonObject>? events) =>
        events is not null && IsCreating(pod) && events.LastOrDefault(each => EventReasons.Contains(each.TextOf("reason"))) is { } found
            ? new() { Reason = found.TextOf("reason")!, Message = $"Its containers cannot be made ({found.TextOf("reason")}): {Sentence(found.TextOf("message"), "the cluster says no more.")}", Patience = TroublePatience.Extended }
            : null;

    private static JsonObject? WaitingOf(JsonObject container) => (container["state"] as JsonObject)?["waiting"] as JsonObject;

    private static string Sentence(string? text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text.Trim();
}
