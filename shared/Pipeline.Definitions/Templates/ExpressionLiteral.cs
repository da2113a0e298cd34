using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Templates;

/// <summary>Writes a value as an expression that has this value: <c>'it''s'</c>, <c>3</c>, <c>{1, 2}</c>, <c>{'a': true}</c>.</summary>
internal static class ExpressionLiteral
{
    public static string Of(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject { Count: 0 } => "{:}",
        JsonObject map => $"{{{string.Join(", ", map.Select(field => $"{Quote(field.Key)}: {Of(field.Value)}"))}}}",
        JsonArray list => $"{{{string.Join(", ", list.Select(Of))}}}",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => Quote(value.GetValue<string>()),
            JsonValueKind.Number => Number(value.ToJsonString()),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => "null",
        },
    };

    // A quote inside quoted text is written twice.
    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Number(string digits)
    {
        var positive = digits.TrimStart('-');
        var literal = long.TryParse(positive, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : double.Parse(positive, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) + "d";
        return digits == positive ? literal : $"(-{literal})";
    }
}
