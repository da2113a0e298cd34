using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Answers what containers have written.</summary>
internal sealed class LogAnswers(KubernetesSimulator simulator, CancellationToken stopping)
{
    /// <summary>Answers; a log that is followed until the container ends.</summary>
    public async Task AnswerAsync(HttpContext context, ApiPath path)
    {
        var pod = simulator.Objects.Find(path.Type, path.Namespace, path.Name!) ?? throw Errors.NotFound(path.Type, path.Name!);
        var query = context.Request.Query;
        var container = ContainerOf(pod, query["container"].ToString());
        var isPrevious = query["previous"].ToString() is "true" or "1";
        if (isPrevious && !simulator.Logs.Exists(path.Namespace!, path.Name!, container, isPrevious))
            throw Errors.BadRequest($"previous terminated container \"{container}\" in pod \"{path.Name}\" not found");
        if (!isPrevious && Waiting(pod, container) is { } reason)
            throw Errors.BadRequest($"container \"{container}\" in pod \"{path.Name}\" is waiting to start: {reason}");

        var log = simulator.Logs.Of(path.Namespace!, path.Name!, container, isPrevious);
        var follows = query["follow"].ToString() is "true" or "1";
        var since = DateTimeOffset.TryParse(query["sinceTime"], CultureInfo.InvariantCulture, out var time) ? time : DateTimeOffset.MinValue;
        var stamps = query["timestamps"].ToString() is "true" or "1";
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/plain";
        await context.Response.StartAsync(ends.Token);
        var from = int.TryParse(query["tailLines"], CultureInfo.InvariantCulture, out var tail) ? Math.Max(0, log.Read(0).Lines.Count - tail) : 0;
        while (true)
        {
            var (lines, hasEnded, changed) = log.Read(from);
            from += lines.Count;
            foreach (var (at, text) in lines.Where(line => line.Time >= since))
                await context.Response.WriteAsync(stamps ? $"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffff}00Z {text}\n" : $"{text}\n", ends.Token);
            await context.Response.Body.FlushAsync(ends.Token);
            if (!follows || hasEnded)
                return;
            await changed.WaitAsync(ends.Token);
        }
    }

    private static string ContainerOf(JsonObject pod, string asked)
    {
        var main = Names(pod, "containers");
        var all = main.Concat(Names(pod, "initContainers")).ToArray();
        if (asked.Length > 0)
            return all.Contains(asked) ? asked : throw Errors.BadRequest($"container {asked} is not valid for pod {pod.Name()}");
        return main.Length == 1
            ? main[0]
            : throw Errors.BadRequest($"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', main)}]");
    }

    private static string[] Names(JsonObject pod, string field) => [.. (pod["spec"]?[field] as JsonArray ?? []).Select(container => (string)container!["name"]!)];

    private static string? Waiting(JsonObject pod, string container)
    {
        var states = (pod["status"]?["containerStatuses"] as JsonArray ?? []).Concat(pod["status"]?["initContainerStatuses"] as JsonArray ?? []);
        var state = states.FirstOrDefault(status => (string?)status!["name"] == container);
        if (state is null)
            return "ContainerCreating";
        if (state["state"]?["waiting"] is not { } waiting || state["lastState"]?["terminated"] is not null || (int?)state["restartCount"] > 0)
            return null;
        return (string?)waiting["reason"] switch
        {
            "ErrImagePull" => "image can't be pulled",
            "ImagePullBackOff" => "trying and failing to pull image",
            var reason => reason,
        };
    }
}
