using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;
using Pipeline.Stages.Jobs.CustomJobs;

namespace Pipeline.Stages.Jobs;

/// <summary>How the inputs of jobs are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true,
    Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(RunJobInput))]
[JsonSerializable(typeof(CustomJobInput))]
[JsonSerializable(typeof(JobCursor))]
internal sealed partial class RunJobJson : JsonSerializerContext;
