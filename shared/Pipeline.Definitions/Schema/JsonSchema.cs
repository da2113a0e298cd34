using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Schema;

/// <summary>A JSON Schema made ready for validation: the subset of draft 2020-12 that input schemas and the document's own schema use.</summary>
internal sealed record JsonSchema
{
    /// <summary>A schema that allows everything.</summary>
    public static JsonSchema Anything { get; } = new();

    /// <summary>Whether nothing at all is allowed (the schema <c>false</c>).</summary>
    public bool IsNothing { get; init; }

    /// <summary>The types allowed, by their names in JSON Schema; empty when any is.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyDictionary<string, JsonSchema> Properties { get; init; } = new Dictionary<string, JsonSchema>();

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>What fields that <see cref="Properties"/> does not name must be; null when they may be anything.</summary>
    public JsonSchema? AdditionalProperties { get; init; }

    public JsonSchema? Items { get; init; }

    /// <summary>The only values allowed, <c>const</c> being one of one; null when any is. A null in it is JSON's null.</summary>
    public IReadOnlyList<JsonNode?>? Enum { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    public decimal? ExclusiveMinimum { get; init; }

    public decimal? ExclusiveMaximum { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    public int? MinProperties { get; init; }

    public int? MaxProperties { get; init; }

    public bool UniqueItems { get; init; }

    /// <summary>The field in which the maps of a list differ (<c>x-unique-by</c>, a keyword of ours); null when they need not.</summary>
    public string? UniqueBy { get; init; }

    public SchemaPattern? Pattern { get; init; }

    public string? Format { get; init; }

    public IReadOnlyList<JsonSchema> AllOf { get; init; } = [];

    public IReadOnlyList<JsonSchema> AnyOf { get; init; } = [];

    public IReadOnlyList<JsonSchema> OneOf { get; init; } = [];

    public JsonSchema? Not { get; init; }

    public JsonSchema? If { get; init; }

    public JsonSchema? Then { get; init; }

    public JsonSchema? Else { get; init; }

    /// <summary>What <c>$ref</c> names, found when it is first needed, so that schemas may refer to themselves.</summary>
    public Lazy<JsonSchema>? Reference { get; init; }

    /// <summary>Reads a schema.</summary>
    /// <exception cref="ArgumentException">It is malformed or uses a keyword outside the subset, which would otherwise go unchecked.</exception>
    public static JsonSchema Compile(JsonNode schema) => new SchemaCompiler(schema).Compile();
}
