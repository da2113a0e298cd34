using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Durations;

/// <summary>Reads and writes time spans in JSON as <see cref="Duration"/> writes them.</summary>
public sealed class DurationConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var number) && number == 0)
            return TimeSpan.Zero;

        if (reader.TokenType is not JsonTokenType.String)
            throw new JsonException("A duration is a text, for example 30s, 5m or 2h.");

        return Duration.TryParse(reader.GetString()!, out var value, out var fault) ? value : throw new JsonException(fault);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Duration.Format(value));
}
