using System.Text.Json.Serialization;

namespace Pipeline.Functions.Pipelines;

/// <summary>How pipelines are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PipelineHead))]
[JsonSerializable(typeof(PipelineRevision))]
internal sealed partial class PipelinesJson : JsonSerializerContext;
