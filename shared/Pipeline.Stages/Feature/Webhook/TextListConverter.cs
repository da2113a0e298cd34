using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Stages.Catalog;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>Reads a list of texts from a JSON list, or from one text with commas, as Spinnaker writes it.</summary>
internal sealed class TextListConverter : JsonConverter<IReadOnlyList<string>>, IDescribedConverter
{
    public JsonObject Schema => new() { ["type"] = new JsonArray("array", "string", "number", "boolean"), ["items"] = ScalarSchema() };

    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        [.. Scalars(ref reader).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    /// <summary>The texts and numbers of a list, or the one that stands alone.</summary>
    internal static List<string> Scalars(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return [Scalar(ref reader)];

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            texts.Add(Scalar(ref reader));
        return texts;
    }

    internal static JsonObject ScalarSchema() => new() { ["type"] = new JsonArray("string", "number", "boolean") };

    private static string Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => reader.GetDecimal().ToString(CultureInfo.InvariantCulture),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => throw new JsonException("Write a text, or a list of texts."),
    };
}
