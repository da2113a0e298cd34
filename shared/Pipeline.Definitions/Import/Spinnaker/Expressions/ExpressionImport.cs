using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Expressions.Syntax;

namespace Pipeline.Definitions.Import.Spinnaker.Expressions;

/// <summary>
/// Converts the expressions of one stage. The language is the same; what its names stand for is not always. What cannot be converted stays as it
/// is written and is reported with its text.
/// </summary>
internal sealed class ExpressionImport(PipelineOutline outline, int stage, ImportReport report, List<StageRead> reads)
{
    private const string Page = "Write it anew; docs/expressions.md has what there is.";

    /// <summary>A value with the expressions in its texts and keys converted.</summary>
    public JsonNode? Convert(JsonNode? value, string path, IReadOnlyCollection<string>? variables = null) => value switch
    {
        JsonObject map => Converted(map, path, variables),
        JsonArray list => new JsonArray([.. list.Select((item, index) => Convert(item, DocumentPath.Item(path, index), variables))]),
        JsonValue text when text.GetValueKind() is JsonValueKind.String => Convert(text.GetValue<string>(), path, variables),
        _ => value?.DeepClone(),
    };

    /// <summary>A text with its expressions converted.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it stands in the input.</param>
    /// <param name="variables">Names that are in scope besides, as of variables before this one.</param>
    public string Convert(string text, string path, IReadOnlyCollection<string>? variables = null)
    {
        if (!ExpressionTemplate.Contains(text))
            return text;

        if (ExpressionSyntax.Check(text) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
                report.Miss(path, $"the expression {fault.Expression}", fault.Reason, Page);
            return text;
        }

        var syntax = TemplateSyntax.Parse(text, ExpressionLimits.Default);
        var edits = new List<TextEdit>();
        foreach (var segment in syntax.Segments)
        {
            if (segment.Expression is not { } expression)
                continue;

            var found = new ExpressionFindings(text, path, $"the expression {Shorten(text[segment.Start..segment.End])}", report, edits, reads);
            new ExpressionWalk(outline, stage, variables ?? [], found).Visit(expression);
        }

        return TextEdit.Apply(text, edits);
    }

    private JsonObject Converted(JsonObject map, string path, IReadOnlyCollection<string>? variables)
    {
        var converted = new JsonObject();
        foreach (var (name, value) in map)
            converted[Convert(name, DocumentPath.Field(path, name), variables)] = Convert(value, DocumentPath.Field(path, name), variables);
        return converted;
    }

    private static string Shorten(string expression) => expression.Length <= 300 ? expression : expression[..300] + "…";
}
