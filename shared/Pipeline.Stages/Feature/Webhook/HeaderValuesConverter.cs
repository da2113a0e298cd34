using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Stages.Catalog;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>Reads headers whose values are texts or lists of texts.</summary>
internal sealed class HeaderValuesConverter : JsonConverter<IReadOnlyDictionary<string, IReadOnlyList<string>>>, IDescribedConverter
{
    public JsonObject Schema => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "array"), ["items"] = TextListConverter.ScalarSchema() },
    };

    public override IReadOnlyDictionary<string, IReadOnlyList<string>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Headers are an object of names and values, for example { \"X-Team\": \"shop\" }.");

        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            headers[name] = TextListConverter.Scalars(ref reader);
        }

        return headers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, IReadOnlyList<string>> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, values) in value)
        {
            writer.WriteStartArray(name);
            foreach (var text in values)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
