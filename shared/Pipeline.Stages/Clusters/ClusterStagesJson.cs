using System.Text.Json.Serialization;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>How the inputs of the stages on clusters are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CloneServerGroupInput))]
[JsonSerializable(typeof(DestroyServerGroupInput))]
[JsonSerializable(typeof(DisableClusterInput))]
[JsonSerializable(typeof(DisableServerGroupInput))]
[JsonSerializable(typeof(EnableServerGroupInput))]
[JsonSerializable(typeof(FindImageInput))]
[JsonSerializable(typeof(ResizeServerGroupInput))]
[JsonSerializable(typeof(RollbackClusterInput))]
[JsonSerializable(typeof(ScaleDownClusterInput))]
[JsonSerializable(typeof(ShrinkClusterInput))]
[JsonSerializable(typeof(ClusterCursor))]
internal sealed partial class ClusterStagesJson : JsonSerializerContext;
