using System.Text.Json.Serialization;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>How the stage's input and records are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BakeManifestInput))]
[JsonSerializable(typeof(BakeKeyContent))]
internal sealed partial class BakeJson : JsonSerializerContext;
