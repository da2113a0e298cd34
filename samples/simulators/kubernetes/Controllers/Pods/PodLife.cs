using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Pods;

/// <summary>Plays the node of one pod: pulls images, starts containers, restarts those that end, as their scripts and the pod's policy say.</summary>
internal sealed class PodLife(ClusterObjects cluster, PodLogs logs, ControllerOptions options)
{
    private readonly Dictionary<string, ContainerLife> _containers = new(StringComparer.Ordinal);

    /// <summary>How each container is, by name.</summary>
    public IReadOnlyDictionary<string, ContainerLife> Containers => _containers;

    /// <summary>When the pod came to its node.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>Takes every step that is due.</summary>
    /// <returns>When the next one is.</returns>
    public DateTimeOffset? Step(JsonObject pod, DateTimeOffset now)
    {
        StartedAt ??= now;
        if (PodEnvironment.MissingVolume(cluster, pod) is { } missing)
        {
            if (_containers.Count == 0)
                cluster.Tell(pod, "Warning", "FailedMount", missing);
            foreach (var container in All(pod, "initContainers").Concat(All(pod, "containers")))
                Of(container);
            return null;
        }

        DateTimeOffset? next = null;
        foreach (var container in All(pod, "initContainers"))
        {
            next = Earlier(next, StepContainer(pod, container, now, isInit: true));
            if (!(Of(container) is { IsOver: true, ExitCode: 0 }))
                return next;
        }

        foreach (var container in All(pod, "containers"))
            next = Earlier(next, StepContainer(pod, container, now, isInit: false));
        return next;
    }

    /// <summary>The containers of a pod.</summary>
    public static IEnumerable<JsonObject> All(JsonObject pod, string field) => (pod["spec"]![field] as JsonArray ?? []).OfType<JsonObject>();

    private ContainerLife Of(JsonObject container)
    {
        var name = (string)container["name"]!;
        if (!_containers.TryGetValue(name, out var life))
            _containers[name] = life = new();
        return life;
    }

    private DateTimeOffset? StepContainer(JsonObject pod, JsonObject container, DateTimeOffset now, bool isInit)
    {
        var life = Of(container);
        if (life.IsOver)
            return null;
        if (life.StartedAt is null)
        {
            life.DueAt ??= now + options.StartDelay;
            if (life.DueAt > now)
                return life.DueAt;
            if (!Start(pod, container, life, now))
                return life.DueAt;
        }

        return Run(pod, container, life, now, isInit);
    }

    private bool Start(JsonObject pod, JsonObject container, ContainerLife life, DateTimeOffset now)
    {
        var (name, image) = ((string)container["name"]!, (string)container["image"]!);
        if (image.StartsWith("registry.invalid", StringComparison.Ordinal))
        {
            FailPull(pod, image, life, now);
            return false;
        }

        var (variables, missing) = PodEnvironment.Of(cluster, pod, container);
        if (missing is not null)
        {
            if (life.Waiting.Message != missing)
                cluster.Tell(pod, "Warning", "Failed", $"Error: {missing}");
            life.Waiting = ("CreateContainerConfigError", missing);
            life.DueAt = now + Hasty(TimeSpan.FromSeconds(10));
            return false;
        }

        life.StartedAt = now;
        life.DueAt = null;
        life.Written = 0;
        life.Script = ContainerScript.Of(container, variables);
        cluster.Tell(pod, "Normal", "Started", $"Started container {name}");
        return true;
    }

    // The pull and the pause before the next one are told in turns.
    private void FailPull(JsonObject pod, string image, ContainerLife life, DateTimeOffset now)
    {
        var failure = $"failed to pull and unpack image \"{image}\": failed to resolve reference \"{image}\": dial tcp: lookup registry.invalid: no such host";
        if (life.FailedPulls++ % 2 == 0)
        {
            cluster.Tell(pod, "Warning", "Failed", $"Failed to pull image \"{image}\": {failure}");
            life.Waiting = ("ErrImagePull", failure);
            life.DueAt = now + options.StartDelay;
        }
        else
        {
            cluster.Tell(pod, "Normal", "BackOff", $"Back-off pulling image \"{image}\"");
            life.Waiting = ("ImagePullBackOff", $"Back-off pulling image \"{image}\"");
            life.DueAt = now + Hasty(BackOff((life.FailedPulls / 2) - 1));
        }
    }

    private DateTimeOffset? Run(JsonObject pod, JsonObject container, ContainerLife life, DateTimeOffset now, bool isInit)
    {
        var name = (string)container["name"]!;
        var (script, started) = (life.Script!, life.StartedAt!.Value);
        var log = logs.Of(pod.Namespace(), pod.Name(), name);
        for (; life.Written < script.Lines.Count && started + script.Lines[life.Written].At <= now; life.Written++)
            log.Write(started + script.Lines[life.Written].At, script.Lines[life.Written].Text);
        var nextLine = life.Written < script.Lines.Count ? started + script.Lines[life.Written].At : (DateTimeOffset?)null;
        if (script.Ends is { } ends && started + ends <= now)
        {
            End(pod, name, life, started + ends, isInit);
            return life.IsOver ? null : life.DueAt;
        }

        var probed = Probe(pod, container, life, now);
        return Earlier(Earlier(nextLine, script.Ends is { } later ? started + later : null), probed);
    }

    private void End(JsonObject pod, string name, ContainerLife life, DateTimeOffset at, bool isInit)
    {
        var code = life.Script!.ExitCode;
        var policy = (string?)pod["spec"]!["restartPolicy"] ?? "Always";
        life.Ended = new()
        {
            ["exitCode"] = code,
            ["reason"] = code == 0 ? "Completed" : "Error",
            ["startedAt"] = ClusterObjects.Stamp(life.StartedAt!.Value),
            ["finishedAt"] = ClusterObjects.Stamp(at),
        };
        life.StartedAt = null;
        life.IsReady = false;
        life.IsOver = policy == "Never" || (code == 0 && (isInit || policy == "OnFailure"));
        if (life.IsOver)
        {
            logs.Of(pod.Namespace(), pod.Name(), name).End();
            return;
        }

        // The first restart comes at once; the others wait longer and longer.
        logs.Turn(pod.Namespace(), pod.Name(), name);
        var pause = life.Restarts == 0 ? TimeSpan.Zero : BackOff(life.Restarts - 1);
        if (life.Restarts++ > 0)
        {
            var message = $"back-off {pause.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s restarting failed container={name} pod={pod.Name()}_{pod.Namespace()}({pod.Uid()})";
            life.Waiting = ("CrashLoopBackOff", message);
            cluster.Tell(pod, "Warning", "BackOff", $"Back-off restarting failed container {name} in pod {pod.Name()}_{pod.Namespace()}({pod.Uid()})");
        }

        life.DueAt = at + Hasty(pause) + options.StartDelay;
    }

    private DateTimeOffset? Probe(JsonObject pod, JsonObject container, ContainerLife life, DateTimeOffset now)
    {
        if (life.IsReady)
            return null;
        var probe = container["readinessProbe"];
        var first = life.StartedAt!.Value + Hasty(TimeSpan.FromSeconds((int?)probe?["initialDelaySeconds"] ?? 0));
        if (first > now)
            return first;
        var isFailing = probe?["exec"]?["command"] is { } command && ContainerScript.Of([.. ContainerScript.Words(command)], new Dictionary<string, string>()) is not { Ends: not null, ExitCode: 0 };
        if (isFailing)
            cluster.Tell(pod, "Warning", "Unhealthy", "Readiness probe failed: ");
        life.IsReady = !isFailing;
        return null;
    }

    private TimeSpan Hasty(TimeSpan pause) => pause / options.Haste;

    private static TimeSpan BackOff(int count) => TimeSpan.FromSeconds(Math.Min(300, 10 * Math.Pow(2, Math.Clamp(count, 0, 10))));

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) => left is null || right < left ? right ?? left : left;
}
