using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Concurrency;
using Pipeline.Definitions.Deployments;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Runs;
using Pipeline.Definitions.Schedules;
using Pipeline.Definitions.Triggers;
using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions;

/// <summary>How this library's records read and write as JSON, for storage, orchestration inputs and HTTP answers.</summary>
/// <remarks>This is the flat form of the records, not the document that people write.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PipelineDefinition))]
[JsonSerializable(typeof(StageDefinition))]
[JsonSerializable(typeof(StageTypeDescription))]
[JsonSerializable(typeof(DefinitionFault))]
[JsonSerializable(typeof(IReadOnlyList<DefinitionFault>))]
[JsonSerializable(typeof(StageStatus))]
[JsonSerializable(typeof(RunStatus))]
[JsonSerializable(typeof(StageOutcome))]
[JsonSerializable(typeof(StageEnd))]
[JsonSerializable(typeof(StageProgress))]
[JsonSerializable(typeof(RunDecision))]
[JsonSerializable(typeof(Dictionary<string, StageProgress>))]
[JsonSerializable(typeof(DeploymentRecord))]
[JsonSerializable(typeof(CronSchedule))]
[JsonSerializable(typeof(MissedRunPolicy))]
[JsonSerializable(typeof(ExecutionWindow))]
[JsonSerializable(typeof(FreezePeriod))]
[JsonSerializable(typeof(StartDecision))]
[JsonSerializable(typeof(SlotPool))]
[JsonSerializable(typeof(Artifact))]
[JsonSerializable(typeof(IReadOnlyList<Artifact>))]
[JsonSerializable(typeof(BoundArtifact))]
[JsonSerializable(typeof(IReadOnlyList<BoundArtifact>))]
[JsonSerializable(typeof(TriggerEvent))]
[JsonSerializable(typeof(GitChange))]
[JsonSerializable(typeof(ImagePush))]
[JsonSerializable(typeof(EndedRun))]
[JsonSerializable(typeof(ArtifactProvenance))]
[JsonSerializable(typeof(JsonObject))]
public sealed partial class DefinitionsJson : JsonSerializerContext;
