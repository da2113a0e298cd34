using System.Text.Json.Serialization;
using Pipeline.Stages.Deploy.Patching;
using Pipeline.Stages.Deploy.Rollback;
using Pipeline.Stages.Deploy.Traffic;

namespace Pipeline.Stages.Deploy;

/// <summary>How the inputs of the stages on objects of clusters are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PatchInput))]
[JsonSerializable(typeof(ScaleInput))]
[JsonSerializable(typeof(RolloutUndoInput))]
[JsonSerializable(typeof(DeleteInput))]
[JsonSerializable(typeof(TrafficInput))]
[JsonSerializable(typeof(RollingRestartInput))]
[JsonSerializable(typeof(FindArtifactsFromResourceInput))]
[JsonSerializable(typeof(WaitStableInput))]
[JsonSerializable(typeof(ObjectCursor))]
internal sealed partial class DeployStagesJson : JsonSerializerContext;
