using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Types;

namespace Pipeline.Definitions.Expressions.Values;

/// <summary>
/// Values as the JSON tree that an evaluation hands out. This is the one place where text leaves the language, so here secrets
/// become references and all other text has the marks of references escaped.
/// </summary>
internal sealed class ResultTree(EvaluationContext context)
{
    private long _characters;
    private long _elements;

    /// <exception cref="ExpressionException">The value is no JSON, or the whole result is too large.</exception>
    public JsonNode? Add(object? value, int depth)
    {
        context.Spend();
        context.CheckDepth(depth);
        switch (value)
        {
            case null: return null;
            case bool boolean: return JsonValue.Create(boolean);
            case long number: return JsonValue.Create(number);
            case double number: return JsonValue.Create(number);
            case LiteralValue literal: return Add(literal.Value, depth + 1);
            case string or SecretText: return JsonValue.Create(AddText(value));
            case ListValue list:
                var items = new JsonArray();
                foreach (var item in list.Items)
                {
                    AddElement();
                    items.Add(Add(item, depth + 1));
                }
                return items;
            case MapValue map:
                var entries = new JsonObject();
                foreach (var (key, item) in map.Entries)
                {
                    AddElement();
                    entries[AddText(key)] = Add(item, depth + 1);
                }
                return entries;
            default:
                return TextForm.OfScalar(value) is { } text
                    ? JsonValue.Create(AddText(text))
                    : throw new ExpressionException($"{ValueKinds.NameOf(value)} cannot be a result.{Hint(value)}");
        }
    }

    public string AddText(object text)
    {
        var written = text is SecretText secret ? SecretToken.Write(secret) : SecretToken.Escape((string)text);
        _characters += written.Length;
        return _characters <= context.Limits.OutputCharacters
            ? written
            : throw new ExpressionException($"The result is larger than {context.Limits.OutputCharacters} characters.");
    }

    public void AddElement()
    {
        if (++_elements > context.Limits.Elements)
            throw new ExpressionException($"The result has more than {context.Limits.Elements} elements.");
    }

    private static string Hint(object value) => value switch
    {
        SecretStore => " Name one secret: secrets.name.",
        ScopeRoot => " Name one variable.",
        AllowedType type => $" Call one of its methods: {string.Join(", ", type.Statics.Names)}.",
        DatePattern => " Call its format(date).",
        _ => "",
    };
}
