using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>How the input and the cursor of <c>deploy.manifest</c> are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true,
    Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(DeployManifestInput))]
[JsonSerializable(typeof(DeployManifestCursor))]
[JsonSerializable(typeof(VersionRow))]
internal sealed partial class DeployManifestJson : JsonSerializerContext;
