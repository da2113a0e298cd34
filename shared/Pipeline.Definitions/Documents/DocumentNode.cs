using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Documents;

/// <summary>A place in a document's text, line and column counted from 1.</summary>
internal readonly record struct DocumentPlace(int Line, int Column)
{
    public static DocumentPlace Start { get; } = new(1, 1);
}

/// <summary>A value of a document, YAML or JSON alike, with its place. An aliased value of YAML is one node that is reached twice.</summary>
internal abstract class DocumentNode(DocumentPlace place)
{
    public DocumentPlace Place { get; } = place;

    /// <summary>What a message calls a value of this type.</summary>
    public abstract string TypeName { get; }

    /// <summary>The value as JSON; null for a null.</summary>
    public abstract JsonNode? ToJson();
}

internal enum ScalarKind
{
    Null,
    Boolean,
    Number,
    Text,
}

/// <summary>A text, number, boolean or null.</summary>
/// <param name="kind">Which of them.</param>
/// <param name="text">The text, decoded; a number in JSON's notation.</param>
/// <param name="place">Where it starts.</param>
/// <param name="offset">Where it starts in the document's text, quotation mark or block indicator included.</param>
internal sealed class DocumentScalar(ScalarKind kind, string text, DocumentPlace place, int offset) : DocumentNode(place)
{
    public ScalarKind Kind { get; } = kind;

    public string Text { get; } = text;

    public int Offset { get; } = offset;

    public bool IsTrue => Kind is ScalarKind.Boolean && Text == "true";

    /// <summary>Whether the value is only known when the stage runs: a text that holds an expression.</summary>
    public bool HoldsExpression => Kind is ScalarKind.Text && Text.Contains("${", StringComparison.Ordinal);

    public override string TypeName => Kind switch
    {
        ScalarKind.Null => "null",
        ScalarKind.Boolean => "a boolean",
        ScalarKind.Number => "a number",
        _ => "a text",
    };

    /// <summary>The number as a decimal, when it is one of a size that decimals have.</summary>
    public bool TryGetNumber(out decimal number)
    {
        number = 0;
        return Kind is ScalarKind.Number && decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    public override JsonNode? ToJson() => Kind switch
    {
        ScalarKind.Null => null,
        ScalarKind.Boolean => JsonValue.Create(IsTrue),
        ScalarKind.Number => JsonNode.Parse(Text),
        _ => JsonValue.Create(Text),
    };
}

/// <summary>A list.</summary>
internal sealed class DocumentSequence(IReadOnlyList<DocumentNode> items, DocumentPlace place) : DocumentNode(place)
{
    public IReadOnlyList<DocumentNode> Items { get; } = items;

    public override string TypeName => "a list";

    public override JsonNode? ToJson() => new JsonArray([.. Items.Select(item => item.ToJson())]);
}

/// <summary>A map, its fields in the order of the document and each name once.</summary>
internal sealed class DocumentMapping : DocumentNode
{
    private readonly Dictionary<string, DocumentField> byName = new(StringComparer.Ordinal);

    public DocumentMapping(IReadOnlyList<DocumentField> fields, DocumentPlace place)
        : base(place)
    {
        Fields = fields;
        foreach (var field in fields)
            byName.TryAdd(field.Name, field);
    }

    public IReadOnlyList<DocumentField> Fields { get; }

    public override string TypeName => "a map";

    public DocumentNode? this[string name] => byName.GetValueOrDefault(name)?.Value;

    public DocumentField? Field(string name) => byName.GetValueOrDefault(name);

    public override JsonNode? ToJson() =>
        new JsonObject(Fields.Select(field => KeyValuePair.Create(field.Name, field.Value.ToJson())));
}

/// <summary>A field of a map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where the name starts.</param>
/// <param name="Value">Its value.</param>
internal sealed record DocumentField(string Name, DocumentPlace Place, DocumentNode Value);
