using System.Text.Json.Serialization;

namespace Pipeline.Functions.Settings;

/// <summary>How settings are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(Setting))]
internal sealed partial class SettingsJson : JsonSerializerContext;
