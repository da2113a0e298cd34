using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Stages.Catalog;

/// <summary>Writes the reference page of a stage type, in Markdown, from what the catalog and the schema of its input say.</summary>
public static class StageReferencePage
{
    /// <summary>The page of one type.</summary>
    public static string Write(StageType type, StageTypeDescription description)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {type.Name}: {type.Title} ({type.KoreanTitle})\n\n{description.Description}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Timeout: {(type.DefaultTimeout is { } timeout ? Duration(timeout) : "none")} unless the stage sets `timeout`. ");
        page.Append(type.CanSkip ? "A person may skip it while it waits.\n\n" : "It cannot be skipped while it works.\n\n");

        page.Append("## Inputs (`with`)\n\n");
        WriteInputs(page, description.InputSchema);
        if (type.Outputs.Count > 0)
        {
            page.Append("## Outputs\n\n| Name | What it holds |\n| --- | --- |\n");
            foreach (var output in type.Outputs)
                page.Append(CultureInfo.InvariantCulture, $"| `{output.Name}` | {Cell(output.Description)} |\n");
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The page that leads to the others.</summary>
    public static string WriteIndex(IEnumerable<StageType> types)
    {
        var page = new StringBuilder("# Stage types\n\nGenerated from the code by `pipeline reference`; a test keeps them true.\n\n| Type | Title | |\n| --- | --- | --- |\n");
        foreach (var type in types.OrderBy(type => type.Name, StringComparer.Ordinal))
            page.Append(CultureInfo.InvariantCulture, $"| [`{type.Name}`]({type.Name}.md) | {type.Title} | {type.KoreanTitle} |\n");
        return page.ToString();
    }

    private static void WriteInputs(StringBuilder page, JsonObject schema)
    {
        if (schema["properties"] is not JsonObject { Count: > 0 } properties)
        {
            page.Append("None.\n\n");
            return;
        }

        var required = (schema["required"] as JsonArray ?? []).Select(name => name!.ToString()).ToHashSet(StringComparer.Ordinal);
        page.Append("| Name | Type | Required | Default | What it does |\n| --- | --- | --- | --- | --- |\n");
        WriteRows(page, properties, required, prefix: "");
        page.Append('\n');
    }

    private static void WriteRows(StringBuilder page, JsonObject properties, HashSet<string> required, string prefix)
    {
        foreach (var (name, value) in properties)
        {
            var property = value as JsonObject ?? [];
            var standard = property["default"] is { } given ? $"`{given.ToJsonString()}`" : "";
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{prefix}{name}` | {Cell(TypeOf(property))} | {(required.Contains(name) ? "yes" : "")} | {Cell(standard)} | {Cell(property["description"]?.ToString() ?? "")} |\n");

            var inner = property["items"] as JsonObject ?? property;
            if (inner["properties"] is JsonObject { Count: > 0 } nested)
                WriteRows(page, nested, (inner["required"] as JsonArray ?? []).Select(item => item!.ToString()).ToHashSet(StringComparer.Ordinal), $"{prefix}{name}{(inner == property ? "" : "[]")}.");
        }
    }

    private static string TypeOf(JsonObject property)
    {
        if (property["enum"] is JsonArray values)
            return string.Join(" or ", values.OfType<JsonNode>().Select(value => $"`{value}`"));
        if (property["format"]?.ToString() is { } format)
            return format;
        return property["type"] switch
        {
            JsonArray types => string.Join(" or ", types.Select(type => type!.ToString()).Where(type => type != "null")),
            JsonValue type when type.ToString() == "array" => $"list of {(property["items"] is JsonObject items ? TypeOf(items) : "anything")}",
            JsonValue type => type.ToString(),
            _ => "anything",
        };
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } when time.Ticks % TimeSpan.TicksPerDay == 0 => $"{time.TotalDays:0}d",
        { TotalHours: >= 1 } when time.Ticks % TimeSpan.TicksPerHour == 0 => $"{time.TotalHours:0}h",
        { TotalMinutes: >= 1 } when time.Ticks % TimeSpan.TicksPerMinute == 0 => $"{time.TotalMinutes:0}m",
        _ => $"{time.TotalSeconds:0.###}s",
    };

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Trim();
}
