using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Controllers.Pods;

/// <summary>A pod's status, as its node reports it.</summary>
internal static class PodStatusBody
{
    /// <summary>The status of a pod that has a node.</summary>
    public static JsonObject Of(JsonObject pod, PodLife life, string address, DateTimeOffset now)
    {
        var init = PodLife.All(pod, "initContainers").ToArray();
        var main = PodLife.All(pod, "containers").ToArray();
        var isInitialized = init.All(container => life.Containers.GetValueOrDefault((string)container["name"]!) is { IsOver: true, ExitCode: 0 });
        var lives = main.Select(container => life.Containers.GetValueOrDefault((string)container["name"]!)).ToArray();
        var hasFailedInit = init.Any(container => life.Containers.GetValueOrDefault((string)container["name"]!) is { IsOver: true, ExitCode: not 0 });
        var phase = hasFailedInit ? "Failed"
            : lives.Length > 0 && lives.All(container => container is { IsOver: true }) ? lives.All(container => container!.ExitCode == 0) ? "Succeeded" : "Failed"
            : isInitialized && lives.Any(container => container is { StartedAt: not null } or { Restarts: > 0 } or { IsOver: true }) ? "Running" : "Pending";
        var isReady = phase == "Running" && lives.All(container => container is { IsReady: true, StartedAt: not null });
        var before = pod["status"]?["conditions"] as JsonArray ?? [];
        var status = new JsonObject
        {
            ["phase"] = phase,
            ["qosClass"] = "BestEffort",
            ["hostIP"] = "10.0.0.1",
            ["podIP"] = address,
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address }),
            ["startTime"] = ClusterObjects.Stamp(life.StartedAt ?? now),
            ["conditions"] = new JsonArray(
                Condition(before, "PodScheduled", true, null, now), Condition(before, "Initialized", isInitialized, "ContainersNotInitialized", now),
                Condition(before, "ContainersReady", isReady, "ContainersNotReady", now), Condition(before, "Ready", isReady, "ContainersNotReady", now)),
            ["containerStatuses"] = new JsonArray([.. main.Select(container => Container(container, life, isInitialized ? "ContainerCreating" : "PodInitializing"))]),
        };
        if (init.Length > 0)
            status["initContainerStatuses"] = new JsonArray([.. init.Select(container => Container(container, life, "PodInitializing"))]);
        return status;
    }

    /// <summary>The status of a pod that no node takes.</summary>
    public static JsonObject Unschedulable(JsonObject pod, string message, DateTimeOffset now)
    {
        var condition = Condition(pod["status"]?["conditions"] as JsonArray ?? [], "PodScheduled", false, "Unschedulable", now);
        condition["message"] = message;
        return new() { ["phase"] = "Pending", ["qosClass"] = "BestEffort", ["conditions"] = new JsonArray(condition) };
    }

    private static JsonObject Container(JsonObject container, PodLife pod, string waiting)
    {
        var name = (string)container["name"]!;
        var life = pod.Containers.GetValueOrDefault(name);
        var state = life switch
        {
            { StartedAt: { } started } => new JsonObject { ["running"] = new JsonObject { ["startedAt"] = ClusterObjects.Stamp(started) } },
            { IsOver: true, Ended: { } ended } => new JsonObject { ["terminated"] = ended.DeepClone() },
            _ => new JsonObject { ["waiting"] = Waiting(life?.Waiting ?? (waiting, null)) },
        };
        return new JsonObject
        {
            ["name"] = name,
            ["image"] = (string?)container["image"],
            ["imageID"] = "",
            ["ready"] = life is { IsReady: true, StartedAt: not null },
            ["started"] = life is { StartedAt: not null },
            ["restartCount"] = life?.Restarts ?? 0,
            ["state"] = state,
            ["lastState"] = life is { IsOver: false, Ended: { } last } ? new JsonObject { ["terminated"] = last.DeepClone() } : new JsonObject(),
        };
    }

    private static JsonObject Waiting((string Reason, string? Message) waiting)
    {
        var body = new JsonObject { ["reason"] = waiting.Reason };
        if (waiting.Message is { } message)
            body["message"] = message;
        return body;
    }

    private static JsonObject Condition(JsonArray before, string type, bool holds, string? reason, DateTimeOffset now)
    {
        var last = before.FirstOrDefault(condition => (string?)condition!["type"] == type);
        var status = holds ? "True" : "False";
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = last is not null && (string?)last["status"] == status ? (string?)last["lastTransitionTime"] : ClusterObjects.Stamp(now),
        };
        if (!holds && reason is not null)
            condition["reason"] = reason;
        return condition;
    }
}
