using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>How the commands write runs, stages and events on lines of text.</summary>
internal static class RunText
{
    /// <summary>One event on one line: <c>12:04:31  smoke  SUCCEEDED</c>.</summary>
    public static string Event(JsonNode item)
    {
        var time = DateTimeOffset.TryParse(Text(item["time"]), CultureInfo.InvariantCulture, out var at)
            ? at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : "        ";
        var what = string.Join("  ", new[] { Text(item["stage"]), Text(item["status"]), Text(item["reason"]), Text(item["text"]) }.Where(part => part.Length > 0));
        return $"{time}  {(what.Length > 0 ? what : Text(item["type"]))}";
    }

    /// <summary>A run with its stages, a line each.</summary>
    public static IEnumerable<string> Run(JsonNode run)
    {
        yield return $"{Text(run["pipeline"])} #{Text(run["number"])}  {Text(run["status"])}{Behind(run["reason"])}  {Text(run["id"])}";
        var stages = (run["stages"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var width = stages.Select(stage => Text(stage["id"]).Length).DefaultIfEmpty().Max();
        foreach (var stage in stages)
            yield return $"  {Text(stage["id"]).PadRight(width)}  {Text(stage["status"]),-15} {Duration(stage)}{Behind(stage["reason"])}{Behind(stage["error"]?["message"])}".TrimEnd();
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
