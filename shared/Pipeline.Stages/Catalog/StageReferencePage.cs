using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Durations;

namespace Pipeline.Stages.Catalog;

/// <summary>Writes the reference page of a stage type, in Markdown, from what the catalog and the schema of its input say.</summary>
public static partial class StageReferencePage
{
    /// <summary>All pages of the catalog by file name, the one that leads to the others among them.</summary>
    public static IReadOnlyDictionary<string, string> All() => StageCatalog.All
        .Select(type => KeyValuePair.Create(type.Name + ".md", Write(type, StageTypeSchemas.All[type.Name])))
        .Append(KeyValuePair.Create("README.md", WriteIndex(StageTypeSchemas.All.Values)))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>The page of one type.</summary>
    public static string Write(StageType type, StageTypeDescription description)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {type.Name}: {type.Title} ({type.KoreanTitle})\n\n{description.Description}\n\n");
        page.Append(type.DefaultTimeout is { } timeout ? $"- Times out after {Duration.Format(timeout)} unless the stage sets `timeout`.\n" : "- Has no time limit unless the stage sets `timeout`.\n");
        if (type.CanSkip)
            page.Append("- A person may skip it while it waits (`POST /api/runs/{id}/stages/{stage}/skip`).\n");
        if (type.Decision is not null)
            page.Append("- A person decides it: by an approval link, with `pipeline approve`, or with `POST /api/runs/{id}/stages/{stage}/judge`.\n");
        if (description.Example is { } example)
            page.Append(CultureInfo.InvariantCulture, $"\n```yaml\n{example}\n```\n");

        page.Append("\n## Inputs (`with`)\n\n");
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
    public static string WriteIndex(IEnumerable<StageTypeDescription> types)
    {
        var page = new StringBuilder("""
            # Stage types

            Generated from the code by `dotnet run --project functions -- reference --out docs/stages`; a test fails when a page is not what the code says.

            What every stage has beside its type's own inputs (`dependsOn`, `onFailure`, `timeout`, …) is in [Pipeline documents](../pipelines.md),
            what may stand in `${…}` in [Expressions](../expressions.md).

            | Type | What it does |
            | --- | --- |

            """);
        foreach (var type in types.OrderBy(type => type.Type, StringComparer.Ordinal))
            page.Append(CultureInfo.InvariantCulture, $"| [`{type.Type}`]({type.Type}.md) | {Cell(FirstSentence().Match(type.Description).Value)} |\n");
        return page.ToString();
    }

    private static void WriteInputs(StringBuilder page, JsonObject schema)
    {
        if (schema["properties"] is not JsonObject { Count: > 0 } properties)
        {
            page.Append("None.\n\n");
            return;
        }

        page.Append("| Name | Type | Required | Default | What it does |\n| --- | --- | --- | --- | --- |\n");
        WriteRows(page, properties, Required(schema), prefix: "");
        page.Append('\n');
    }

    private static void WriteRows(StringBuilder page, JsonObject properties, HashSet<string> required, string prefix)
    {
        foreach (var (name, node) in properties)
        {
            var property = node as JsonObject ?? [];
            var standard = property["default"] is { } given ? $"`{(given is JsonValue value ? value.ToString() : given.ToJsonString())}`" : "";
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{prefix}{name}` | {Cell(TypeOf(property))} | {(required.Contains(name) ? "yes" : "")} | {Cell(standard)} | {Cell(WhatItDoes(property))} |\n");

            var (inner, step) = property switch
            {
                _ when property["items"] is JsonObject items => (items, "[]"),
                _ when property["additionalProperties"] is JsonObject values => (values, ".*"),
                _ => (property, ""),
            };
            if (inner["properties"] is JsonObject { Count: > 0 } nested)
                WriteRows(page, nested, Required(inner), $"{prefix}{name}{step}.");
        }
    }

    private static HashSet<string> Required(JsonObject schema) =>
        (schema["required"] as JsonArray ?? []).Select(name => name!.ToString()).ToHashSet(StringComparer.Ordinal);

    /// <summary>The description; behind it, for an enumeration, what each value means.</summary>
    private static string WhatItDoes(JsonObject property)
    {
        var text = property["description"]?.ToString() ?? "";
        var enumeration = property["items"] as JsonObject ?? property;
        if (enumeration["enum"] is not JsonArray values || enumeration["enumDescriptions"] is not JsonArray meanings)
            return text;
        return $"{text}<br>{string.Join("<br>", values.Zip(meanings, (value, meaning) => $"`{value}`: {meaning}"))}";
    }

    private static string TypeOf(JsonObject property)
    {
        if (property["enum"] is JsonArray values)
            return string.Join(" or ", values.OfType<JsonNode>().Select(value => $"`{value}`"));
        if (property["format"]?.ToString() is { } format)
            return format;
        return property["type"] switch
        {
            JsonArray types when Names(types).Contains("array") => ListOf(property),

            // A number may be written as text, since any input may hold an expression.
            JsonArray types => string.Join(" or ", Names(types) is var names && names.Contains("boolean") ? names : names.Where(name => name is not "string")),
            JsonValue type when type.ToString() == "array" => ListOf(property),
            JsonValue type => type.ToString(),
            _ => "anything",
        };
    }

    private static string ListOf(JsonObject property) => $"list of {(property["items"] is JsonObject items ? TypeOf(items) : "anything")}";

    private static string[] Names(JsonArray types) => [.. types.Select(type => type!.ToString()).Where(name => name is not "null")];

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"^.*?\.(?= |$)")]
    private static partial Regex FirstSentence();
}
