using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Schema;

/// <summary>The types of JSON Schema and what people call them.</summary>
internal static class SchemaTypes
{
    /// <summary>Whether a value is of a type that the schema, or what it refers to, allows.</summary>
    public static bool Fits(JsonSchema schema, DocumentNode node)
    {
        var types = Of(schema);
        return types.Count == 0
            || types.Any(type => IsOf(type, node))
            || (schema.Format == "duration" && node is DocumentScalar { Kind: ScalarKind.Number, Text: "0" });
    }

    public static string Describe(JsonSchema schema) => Describe([schema]);

    public static string Describe(IEnumerable<JsonSchema> alternatives)
    {
        var names = alternatives
            .SelectMany(schema => schema.Format == "duration" ? ["duration"] : Of(schema))
            .Where(type => type != "null")
            .Select(Name)
            .Distinct()
            .ToArray();
        return names.Length switch
        {
            0 => "null",
            1 => names[0],
            _ => $"{string.Join(", ", names[..^1])} or {names[^1]}",
        };
    }

    private static IReadOnlyList<string> Of(JsonSchema schema) =>
        schema.Types.Count > 0 || schema.Reference is null ? schema.Types : Of(schema.Reference.Value);

    private static bool IsOf(string type, DocumentNode node) => (type, node) switch
    {
        ("null", DocumentScalar { Kind: ScalarKind.Null }) => true,
        ("boolean", DocumentScalar { Kind: ScalarKind.Boolean }) => true,
        ("number", DocumentScalar { Kind: ScalarKind.Number }) => true,
        ("integer", DocumentScalar scalar) => scalar.TryGetNumber(out var number) && number == decimal.Truncate(number),
        ("string", DocumentScalar { Kind: ScalarKind.Text }) => true,
        ("array", DocumentSequence) => true,
        ("object", DocumentMapping) => true,
        _ => false,
    };

    private static string Name(string type) => type switch
    {
        "boolean" => "true or false",
        "number" => "a number",
        "integer" => "a whole number",
        "string" => "a text",
        "array" => "a list",
        "object" => "a map",
        "duration" => "a duration such as 30s, 5m or 2h",
        _ => type,
    };
}
