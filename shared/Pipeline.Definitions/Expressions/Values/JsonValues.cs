using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Expressions.Values;

/// <summary>
/// JSON as values of expressions, converted piece by piece as an expression walks into it. Only <c>trusted</c> JSON, which an earlier
/// evaluation wrote, may hold references to secrets; elsewhere the same characters are plain text.
/// </summary>
internal static class JsonValues
{
    public static object? Read(JsonNode? node, bool trusted = false) => node switch
    {
        null => null,
        JsonObject map => new JsonMap(map, trusted),
        JsonArray list => new JsonList(list, trusted),
        _ => ReadScalar(node, trusted),
    };

    private static object? ReadScalar(JsonNode node, bool trusted)
    {
        var scalar = node.AsValue();
        switch (scalar.GetValueKind())
        {
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Number: return ReadNumber(scalar);
            case JsonValueKind.String:
                // A value made from a date or a Guid is text in JSON, yet does not hold a string.
                var text = Readable(() =>
                    scalar.TryGetValue<string>(out var held) ? held : JsonNode.Parse(scalar.ToJsonString())!.GetValue<string>());
                return trusted ? SecretText.Parse(text) : text;
            default: return null;
        }
    }

    private static object ReadNumber(JsonValue scalar)
    {
        if (scalar.TryGetValue<long>(out var whole)) return whole;
        if (scalar.TryGetValue<int>(out var small)) return (long)small;
        if (scalar.TryGetValue<double>(out var real)) return Finite(real);
        return ParseNumber(scalar.ToJsonString());
    }

    /// <summary>A <see cref="long"/> when the digits are one, else a <see cref="double"/>.</summary>
    /// <exception cref="ExpressionException">The number is too large for a double.</exception>
    public static object ParseNumber(string digits) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? (object)whole
            : Finite(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));

    private static double Finite(double number) =>
        double.IsFinite(number) ? number : throw new ExpressionException("A number is too large: it does not fit in a double.");

    /// <summary>Reads what System.Text.Json parsed without looking: some faults it finds only now.</summary>
    /// <exception cref="ExpressionException">An object holds a key twice, or a text holds half of a surrogate pair.</exception>
    public static T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException exception)
        {
            throw new ExpressionException($"A map holds the same key twice: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new ExpressionException("A text holds half of a surrogate pair, which is not a character.");
        }
    }
}

/// <summary>A JSON object as a map.</summary>
internal sealed class JsonMap(JsonObject map, bool trusted) : MapValue
{
    public override int Count => JsonValues.Readable(() => map.Count);

    public override IEnumerable<string> Keys => JsonValues.Readable(() => map.Select(entry => entry.Key).ToList());

    public override bool TryGet(string key, out object? value)
    {
        JsonNode? node = null;
        var found = JsonValues.Readable(() => map.TryGetPropertyValue(key, out node));
        value = JsonValues.Read(node, trusted);
        return found;
    }
}

/// <summary>A JSON array as a list.</summary>
internal sealed class JsonList(JsonArray list, bool trusted) : ListValue
{
    public override int Count => list.Count;

    public override object? this[int index] => JsonValues.Read(list[index], trusted);
}
