using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>How the commands write what a run would do on lines of text.</summary>
internal static class PlanText
{
    /// <summary>Prints the plan of a dry run; 0 only when nothing in it would fail.</summary>
    public static async Task<int> PrintAsync(JsonNode plan, TextWriter output)
    {
        foreach (var line in Lines(plan))
            await output.WriteLineAsync(line);
        return Items(plan["faults"]).Concat(Items(plan["stages"]).SelectMany(stage => Items(stage["faults"]))).Any() ? 1 : 0;
    }

    private static IEnumerable<string> Lines(JsonNode plan)
    {
        var stages = Items(plan["stages"]).ToList();
        yield return $"{RunText.Text(plan["pipeline"])}, revision {RunText.Text(plan["revision"])}: {stages.Count} stages, nothing is started";
        foreach (var fault in Items(plan["faults"]))
            yield return $"  ! {RunText.Text(fault["message"])}";

        foreach (var wave in stages.GroupBy(stage => RunText.Text(stage["wave"])))
        {
            yield return $"{wave.Key}.";
            foreach (var line in wave.SelectMany(Lines))
                yield return $"  {line}";
        }
    }

    private static IEnumerable<string> Lines(JsonObject stage)
    {
        var condition = stage["enabledIf"] is not { } enabled ? "" : RunText.Text(enabled["result"]) switch
        {
            "true" => "",
            "false" => $"  skipped: {RunText.Text(enabled["expression"])} is false",
            _ => $"  runs if {RunText.Text(enabled["expression"])}",
        };
        yield return $"{RunText.Text(stage["id"])}  {RunText.Text(stage["type"])}{condition}";
        foreach (var (path, value) in stage["inputs"] is { } inputs ? Values(inputs, "with") : [])
            yield return $"    {path}: {value}";
        foreach (var unknown in Items(stage["unknown"]))
            yield return $"  ? {RunText.Text(unknown["path"])}: {RunText.Text(unknown["reason"])}";
        foreach (var fault in Items(stage["faults"]))
            yield return $"  ! {RunText.Text(fault["path"])}: {RunText.Text(fault["message"])}";
    }

    private static IEnumerable<(string Path, string Value)> Values(JsonNode? node, string path) => node switch
    {
        JsonObject map => map.SelectMany(field => Values(field.Value, $"{path}.{field.Key}")),
        JsonArray list => list.SelectMany((item, index) => Values(item, $"{path}[{index}]")),
        _ => [(path, RunText.Text(node).ReplaceLineEndings("⏎"))],
    };

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
