using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Rollouts;

namespace Pipeline.Stages.Deploy.Waiting;

/// <summary>Collects what tells people why a pod does not get on: its events and the last lines of its log.</summary>
internal static class PodEvidence
{
    private const int MostEvents = 10;
    private const int LogLines = 20;
    private const int MostLogCharacters = 8192;

    /// <summary>Reads both. What cannot be read is said instead: the pod's own failure matters more.</summary>
    public static async Task<JsonObject> CollectAsync(IKubernetesClient client, SuspectPod suspect, CancellationToken cancellationToken)
    {
        var details = new JsonObject { ["pod"] = suspect.Reference.ToString() };
        if (suspect.Trouble is { } trouble)
        {
            details["reason"] = trouble.Reason;
            if (trouble.Container is { } container)
                details["container"] = container;
            if (trouble.ExitCode is { } code)
                details["exitCode"] = code;
        }

        details["events"] = await EventsAsync(client, suspect, cancellationToken);
        if (suspect.Trouble is { HasLog: true } ran)
            details["log"] = await LogAsync(client, suspect, ran, cancellationToken);
        return details;
    }

    /// <summary>Writes what was collected into a stage's log.</summary>
    public static void Write(JsonObject details, IStageLog log)
    {
        foreach (var line in details["events"]!.AsArray())
            log.WriteLine($"  event: {line}");
        if (details["log"] is { } text)
        {
            foreach (var line in text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
                log.WriteLine($"  log: {line.TrimEnd('\r')}");
        }
    }

    private static async Task<JsonArray> EventsAsync(IKubernetesClient client, SuspectPod suspect, CancellationToken cancellationToken)
    {
        try
        {
            var events = await client.ListEventsAsync(suspect.Reference, suspect.Pod.UidOf(), cancellationToken);
            return [.. events.TakeLast(MostEvents).Select(each => (JsonNode)Line(each))];
        }
        catch (KubernetesException exception)
        {
            return [$"(the events cannot be read: {exception.Message})"];
        }
    }

    private static async Task<string> LogAsync(IKubernetesClient client, SuspectPod suspect, PodTrouble trouble, CancellationToken cancellationToken)
    {
        try
        {
            var options = new LogOptions { Container = trouble.Container, IsPrevious = trouble.IsPreviousLog, TailLines = LogLines };
            var text = await client.ReadLogAsync(suspect.Pod.NamespaceOf() ?? "", suspect.Pod.NameOf(), options, cancellationToken);
            return text.Length <= MostLogCharacters ? text : text[^MostLogCharacters..];
        }
        catch (KubernetesException exception)
        {
            return $"(the log cannot be read: {exception.Message})";
        }
    }

    private static string Line(JsonObject each)
    {
        var count = each["count"] is JsonValue value && value.TryGetValue<int>(out var times) && times > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({times} times)") : "";
        return $"{each["type"]} {each["reason"]}: {each["message"]}{count}";
    }
}
