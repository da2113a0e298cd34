using System.Text.Json.Serialization;
using Pipeline.Stages.Feature.CustomWebhooks;

namespace Pipeline.Stages.Feature;

/// <summary>How the inputs of the feature stages are read.</summary>
/// <remarks>
/// Properties with a default have a setter: generated code gives an init-only property that the JSON leaves out its type's default instead.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WaitInput))]
[JsonSerializable(typeof(FailInput))]
[JsonSerializable(typeof(JudgementInput))]
[JsonSerializable(typeof(ApprovalInput))]
[JsonSerializable(typeof(PreconditionInput))]
[JsonSerializable(typeof(EvaluateVariablesInput))]
[JsonSerializable(typeof(RunPipelineInput))]
[JsonSerializable(typeof(FindArtifactFromExecutionInput))]
[JsonSerializable(typeof(CustomWebhookInput))]
public sealed partial class FeatureJson : JsonSerializerContext;
