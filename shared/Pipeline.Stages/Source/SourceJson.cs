using System.Text.Json.Serialization;

namespace Pipeline.Stages.Source;

/// <summary>How the inputs of the source stages are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(GitHubSourceInput))]
[JsonSerializable(typeof(GitLabSourceInput))]
[JsonSerializable(typeof(GitSourceInput))]
[JsonSerializable(typeof(SourceCursor))]
internal sealed partial class SourceJson : JsonSerializerContext;
