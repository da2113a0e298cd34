using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pipeline.Stages.Runs;

/// <summary>The names by which the orchestrations of runs and their events are known.</summary>
public static class RunOrchestration
{
    /// <summary>The orchestration of a generation of a run; instance id <see cref="RunDocument.Instance"/>.</summary>
    public const string Pipeline = "RunPipeline";

    /// <summary>The orchestration of a stage that did not end in its first step.</summary>
    public const string Stage = "RunStage";

    /// <summary>To a stage's orchestration: a <see cref="StageSignalMessage"/>.</summary>
    public const string Signal = "signal";

    /// <summary>To either orchestration: cancel. The reason is in the run's document.</summary>
    public const string Cancel = "cancel";

    /// <summary>To a run's orchestration: start no further stage (<see cref="RunControlMessage"/>).</summary>
    public const string Pause = "pause";

    /// <summary>To a run's orchestration: go on (<see cref="RunControlMessage"/>).</summary>
    public const string Resume = "resume";

    /// <summary>From a stage's orchestration to its run's.</summary>
    public const string StageEnded = "stage-ended";
}

/// <summary>A signal on its way to a waiting stage.</summary>
/// <param name="Attempt">The attempt that it is meant for; another one drops it.</param>
/// <param name="Name">One of <see cref="StageSignals"/>.</param>
/// <param name="Data">What comes with it.</param>
public sealed record StageSignalMessage(int Attempt, string Name, JsonNode? Data = null);

/// <summary>A person's wish on its way to a run.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record RunControlMessage(string By, string? Reason);

/// <summary>The input of a run's orchestration as it is started.</summary>
/// <param name="Run">The run.</param>
/// <param name="Generation">Its generation.</param>
public sealed record RunPipelineStart(string Run, int Generation);

/// <summary>How the messages to orchestrations are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StageSignalMessage))]
[JsonSerializable(typeof(RunControlMessage))]
[JsonSerializable(typeof(RunPipelineStart))]
public sealed partial class RunMessageJson : JsonSerializerContext;
