using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>How the commands write runs, stages and events on lines of text.</summary>
internal static class RunText
{
    /// <summary>One event on one line: <c>12:04:31  smoke  SUCCEEDED</c>. What happens to the run itself begins with <c>run</c>.</summary>
    public static string Event(JsonNode item)
    {
        var time = DateTimeOffset.TryParse(Text(item["time"]), CultureInfo.InvariantCulture, out var at)
            ? at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : "        ";
        var type = Text(item["type"]);
        var subject = Text(item["stage"]) is { Length: > 0 } stage ? stage : "run";
        var what = type is "run.started" or "run.ended" or "stage.started" or "stage.ended"
            ? Text(item["status"])
            : type[(type.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('-', ' ');
        var by = type != "run.started" && item["text"] is null && item["reason"] is null && Text(item["by"]) is { Length: > 0 } who ? $" by {who}" : "";
        return $"{time}  {subject}  {what}{by}{Behind(item["reason"])}{Behind(item["text"])}";
    }

    /// <summary>What a stage asks a person, and the command that answers; nothing when it asks nobody.</summary>
    public static IEnumerable<string> Question(string runId, JsonObject stage)
    {
        if (stage["waitingFor"]?["question"] is not JsonObject question)
            yield break;
        if (Text(question["instructions"]) is { Length: > 0 } instructions)
            yield return instructions;
        var options = (question["options"] as JsonArray ?? []).Select(Text).ToArray();
        var input = options.Length > 0 ? $" --input {string.Join('|', options.Select(option => option.Contains(' ', StringComparison.Ordinal) ? $"'{option}'" : option))}" : "";
        var roles = (question["roles"] as JsonArray ?? []).Select(Text).ToArray();
        var who = Text(question["rule"]) == "approval" ? "an approver" : roles.Length > 0 ? string.Join(" or ", roles) : "an editor, approver or admin";
        yield return $"{who} decides: pipeline approve {runId} {Text(stage["id"])}{input}   (or --stop)";
    }

    /// <summary>A moment to the second in the terminal's time zone; empty when there is none.</summary>
    public static string Moment(JsonNode? node) => DateTimeOffset.TryParse(Text(node), CultureInfo.InvariantCulture, out var moment)
        ? moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : "";

    /// <summary>A run with its stages, a line each.</summary>
    public static IEnumerable<string> Run(JsonNode run)
    {
        yield return $"{Text(run["pipeline"])} #{Text(run["number"])}  {Text(run["status"])}{Behind(run["reason"])}  {Text(run["id"])}";
        var stages = (run["stages"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var width = stages.Select(stage => Text(stage["id"]).Length).DefaultIfEmpty().Max();
        foreach (var stage in stages)
        {
            var reason = stage["reason"] ?? stage["waitingFor"]?["reason"];
            var error = stage["error"]?["message"];
            yield return $"  {Text(stage["id"]).PadRight(width)}  {Text(stage["status"]),-15} {Duration(stage)}{Behind(reason)}{(Text(error) == Text(reason) ? "" : Behind(error))}".TrimEnd();
            foreach (var line in Question(Text(run["id"]), stage))
                yield return $"    {line}";
        }
    }

    /// <summary>The text of a JSON string or number; empty when it is missing.</summary>
    public static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static string Behind(JsonNode? node) => Text(node) is { Length: > 0 } text ? $"  ({text})" : "";

    private static string Duration(JsonObject stage) =>
        DateTimeOffset.TryParse(Text(stage["startedAt"]), CultureInfo.InvariantCulture, out var started)
        && DateTimeOffset.TryParse(Text(stage["endedAt"]), CultureInfo.InvariantCulture, out var ended)
            ? (ended - started).TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture)
            : "";
}
