using System.Text.Json.Serialization;

namespace Pipeline.Stages.Runs;

/// <summary>How the records of runs are read and written as JSON, in storage and in answers alike.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(StageDocument))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(StageWait))]
public sealed partial class RunJson : JsonSerializerContext;
