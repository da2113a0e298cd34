using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>Puts the values of variables into every text of a template's pipeline. What comes of it has the places of the template.</summary>
/// <param name="values">The value of every variable that there is; null for one that has none.</param>
/// <param name="text">The template's document.</param>
/// <param name="faults">Takes what is wrong, under the paths of the expanded pipeline's document.</param>
internal sealed partial class VariableSubstitution(JsonObject values, string text, FaultList faults)
{
    private readonly VariableText variables = new(values);
    private readonly HashSet<(string Path, int Line, int Column)> own = [];
    private int count;
    private long characters;

    /// <summary>The expanded values that are not as they were written, by path, with the variables that they are made of.</summary>
    public Dictionary<string, IReadOnlyList<string>> Substituted { get; } = new(StringComparer.Ordinal);

    /// <summary>The fields whose names are made of variables, by path, with these.</summary>
    public Dictionary<string, IReadOnlyList<string>> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a fault was found here, and no other value of a variable would help.</summary>
    public bool IsOwn(DefinitionFault fault) => own.Contains((fault.Path, fault.Line, fault.Column));

    /// <summary>The node with the values in it; null when it was a variable without a value, or when all of it would be too large.</summary>
    public DocumentNode? Substitute(DocumentNode node, string path) => Walk(node, path, depth: 1);

    private DocumentNode? Walk(DocumentNode node, string path, int depth)
    {
        if (!Count(node.Place, path, depth))
            return null;

        switch (node)
        {
            case DocumentMapping map:
                return Map(map, path, depth);
            case DocumentSequence list:
                var items = new List<DocumentNode>();
                foreach (var item in list.Items)
                {
                    if (Walk(item, DocumentPath.Item(path, items.Count), depth + 1) is { } walked)
                        items.Add(walked);
                }

                return new DocumentSequence(items, list.Place);
            case DocumentScalar { Kind: ScalarKind.Text } scalar when VariableText.IsConcerned(scalar.Text):
                var result = Result(scalar.Text, scalar, path, staysExpression: EnabledIf().IsMatch(path));
                return result.Variables.Count == 0 ? scalar : result.Value is null ? null : Node(result.Value, scalar.Place, path, depth);
            default:
                return node;
        }
    }

    private DocumentMapping Map(DocumentMapping map, string path, int depth)
    {
        var fields = new List<DocumentField>();
        var seen = new Dictionary<string, DocumentPlace>(StringComparer.Ordinal);
        foreach (var field in map.Fields)
        {
            var name = field.Name;
            if (VariableText.IsConcerned(name))
            {
                var at = DocumentPath.Field(path, name);
                var result = Result(name, new(ScalarKind.Text, name, field.Place, ExpandedDocument.NoOffset), at, staysExpression: false);
                name = result.Value is JsonValue value && value.TryGetValue<string>(out var key) ? key : result.Value?.ToJsonString() ?? "";
                if (result.Variables.Count > 0)
                    Names[DocumentPath.Field(path, name)] = result.Variables;
            }

            if (Walk(field.Value, DocumentPath.Field(path, name), depth + 1) is not { } walked)
                continue;
            if (seen.TryAdd(name, field.Place))
                fields.Add(new(name, field.Place, walked));
            else
                DocumentFaults.DuplicateField(faults, path, name, field.Place, seen[name]);
        }

        return new(fields, map.Place);
    }

    private VariableTextResult Result(string source, DocumentScalar scalar, string path, bool staysExpression)
    {
        var result = variables.Substitute(source, staysExpression);
        if (result.Variables.Count > 0 || result.Faults.Count > 0)
            Substituted[path] = result.Variables;
        foreach (var fault in result.Faults)
        {
            var place = TextPlaces.PlaceOf(text, scalar, fault.Offset);
            if (!fault.HangsOnValue)
                own.Add((path, place.Line, place.Column));
            faults.Add(path, place, DefinitionFaultCode.InvalidExpression, fault.Message, fault.Suggestion);
        }

        return result;
    }

    private DocumentNode? Node(JsonNode? value, DocumentPlace place, string path, int depth)
    {
        if (!Count(place, path, depth))
            return null;

        switch (value)
        {
            case JsonObject map:
                return new DocumentMapping(
                    [.. map.Select(field => (field.Key, Value: Node(field.Value, place, path, depth + 1))).Where(field => field.Value is not null).Select(field => new DocumentField(field.Key, place, field.Value!))],
                    place);
            case JsonArray list:
                return new DocumentSequence([.. list.Select(item => Node(item, place, path, depth + 1)).OfType<DocumentNode>()], place);
            default:
                var (kind, written) = value?.GetValueKind() switch
                {
                    null or JsonValueKind.Null => (ScalarKind.Null, ""),
                    JsonValueKind.True => (ScalarKind.Boolean, "true"),
                    JsonValueKind.False => (ScalarKind.Boolean, "false"),
                    JsonValueKind.Number => (ScalarKind.Number, value!.ToJsonString()),
                    _ => (ScalarKind.Text, value!.GetValue<string>()),
                };
                characters += written.Length;
                return new DocumentScalar(kind, written, place, ExpandedDocument.NoOffset);
        }
    }

    /// <summary>A value may be used many times; what comes of that is held to the limits of a document.</summary>
    private bool Count(DocumentPlace place, string path, int depth)
    {
        if (count > DocumentLimits.Values || characters > DocumentLimits.Bytes)
            return false;
        if (depth <= DocumentLimits.Depth - 1 && ++count <= DocumentLimits.Values && characters <= DocumentLimits.Bytes)
            return true;

        faults.Add(path, place, DefinitionFaultCode.TooLarge, depth >= DocumentLimits.Depth
            ? $"With the variables' values, maps and lists lie more than {DocumentLimits.Depth} deep within each other."
            : "With the variables' values, the pipeline is larger than a document may be.");
        return false;
    }

    [GeneratedRegex(@"\Aspec\.stages\[\d+\]\.enabledIf\z")]
    private static partial Regex EnabledIf();
}
