using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Stages.Catalog;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>Reads HTTP status codes from a JSON list of numbers or texts, or from one text with commas.</summary>
internal sealed class StatusCodesConverter : JsonConverter<IReadOnlyList<int>>, IDescribedConverter
{
    public JsonObject Schema => new()
    {
        ["type"] = new JsonArray("array", "integer", "string"),
        ["items"] = new JsonObject { ["type"] = new JsonArray("integer", "string") },
    };

    public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        [.. TextListConverter.Scalars(ref reader)
            .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(Code)];

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var code in value)
            writer.WriteNumberValue(code);
        writer.WriteEndArray();
    }

    private static int Code(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and <= 599
            ? code
            : throw new JsonException($"'{text}' is not an HTTP status code. Write numbers from 100 to 599, for example [502, 503].");
}
