using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Jobs;

/// <summary>Takes the lines of a job's pods over into the stage's log, from where the step before has stopped, so that none comes twice or is left out.</summary>
internal sealed class JobLogs(IKubernetesClient client, IStageLog log, JsonObject properties, string? propertiesFrom)
{
    /// <summary>So many lines of a container a step; the next step goes on behind them.</summary>
    private const int MostLines = 2000;

    private static readonly string[] StatusFields = ["initContainerStatuses", "containerStatuses"];

    private readonly Dictionary<string, string> _read = [];

    /// <summary>The moment of the last line taken over and how many lines of that moment were, by <c>pod/container</c>.</summary>
    public IReadOnlyDictionary<string, string> Read => _read;

    /// <summary>Whether lines are left for the next step.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Takes over what containers that have begun have written since.</summary>
    public async Task TakeAsync(IReadOnlyList<JsonObject> pods, IReadOnlyDictionary<string, string> before, CancellationToken cancellationToken)
    {
        foreach (var (key, moment) in before)
            _read[key] = moment;
        foreach (var pod in pods.OrderBy(pod => pod.CreatedAtOf()).ThenBy(pod => pod.NameOf(), StringComparer.Ordinal))
        {
            var containers = ContainersOf(pod).ToList();
            foreach (var container in containers)
                await TakeAsync(pod, container, containers.Count > 1 || pods.Count > 1, cancellationToken);
        }
    }

    private async Task TakeAsync(JsonObject pod, string container, bool isNamed, CancellationToken cancellationToken)
    {
        var key = $"{pod.NameOf()}/{container}";
        var last = _read.GetValueOrDefault(key);
        var options = new LogOptions { Container = container, HasTimestamps = true, Since = last is null ? null : DateTimeOffset.Parse(last[..19] + "Z", CultureInfo.InvariantCulture) };
        string text;
        try
        {
            text = await client.ReadLogAsync(pod.NamespaceOf() ?? "", pod.NameOf(), options, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.NotFound or KubernetesFailure.Invalid or KubernetesFailure.Refused)
        {
            return; // The pod went, or its container is not made yet.
        }

        var (seen, known) = last is null ? ("", 0) : (last.Split(' ')[0], int.Parse(last.Split(' ')[1], CultureInfo.InvariantCulture));
        var (taken, same) = (0, 0);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (moment, said) = Parted(line.TrimEnd('\r'));
            if (string.CompareOrdinal(moment, seen) < 0 || (moment == seen && ++same <= known))
                continue;
            if (taken++ == MostLines)
            {
                HasMore = true;
                return;
            }

            (seen, known, same) = moment == seen ? (seen, known + 1, same) : (moment, 1, 1);
            _read[key] = $"{seen} {known}";
            log.WriteLine(isNamed ? $"{key}: {said}" : said);
            if ((propertiesFrom is null || propertiesFrom == container) && JobProperties.Take(said, properties) is { } fault)
                log.WriteLine(fault);
        }
    }

    /// <summary>The containers that have begun, those that prepare the others first.</summary>
    private static IEnumerable<string> ContainersOf(JsonObject pod) => StatusFields
        .SelectMany(field => (pod["status"]?[field] as JsonArray ?? []).OfType<JsonObject>())
        .Where(status => status["state"]?["running"] is not null || status["state"]?["terminated"] is not null || status["lastState"]?["terminated"] is not null)
        .Select(status => (string)status["name"]!);

    /// <summary>The moment with all nine digits, so that moments are in order as texts are, and what was written.</summary>
    private static (string Moment, string Text) Parted(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (stamp, text) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
        var digits = stamp.Length > 20 && stamp[19] == '.' ? stamp[20..].TrimEnd('Z') : "";
        return ($"{(stamp.Length >= 19 ? stamp[..19] : stamp)}.{digits.PadRight(9, '0')}", text);
    }
}
