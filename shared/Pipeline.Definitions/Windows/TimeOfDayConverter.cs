using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Windows;

/// <summary>Reads and writes times of day in JSON as <c>HH:mm</c>.</summary>
public sealed class TimeOfDayConverter : JsonConverter<TimeOfDay>
{
    /// <inheritdoc/>
    public override TimeOfDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && TimeOfDay.TryParse(reader.GetString()!, out var time)
            ? time
            : throw new JsonException("A time of day is a text from 00:00 to 24:00, for example 09:30.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeOfDay value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
