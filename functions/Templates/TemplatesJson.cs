using System.Text.Json.Serialization;

namespace Pipeline.Functions.Templates;

/// <summary>How templates are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TemplateHead))]
[JsonSerializable(typeof(TemplateRevision))]
internal sealed partial class TemplatesJson : JsonSerializerContext;
