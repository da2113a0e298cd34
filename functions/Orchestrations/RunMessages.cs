using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Orchestrations;

/// <summary>The input of <see cref="RunPipeline"/>.</summary>
/// <param name="Run">The run.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="State">Where the orchestration stood when its history started over; null at first.</param>
public sealed record RunPipelineInput(string Run, int Generation, RunPipelineState? State = null);

/// <summary>What a run's orchestration takes along when its history starts over.</summary>
/// <param name="States">How far each stage is (<see cref="StageLetters"/>).</param>
/// <param name="Children">The stages that are carried on by orchestrations of their own, and these orchestrations' instance ids.</param>
/// <param name="Paused">Whether the run is paused.</param>
/// <param name="CancelRequested">Whether cancelling it was asked for.</param>
public sealed record RunPipelineState(string States, IReadOnlyDictionary<string, string> Children, bool Paused, bool CancelRequested);

/// <summary>The input of <see cref="RunStage"/>.</summary>
public sealed record RunStageInput
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The run's generation.</summary>
    public required int Generation { get; init; }

    /// <summary>The stage.</summary>
    public required string Stage { get; init; }

    /// <summary>The activity that carries out its steps.</summary>
    public required string Activity { get; init; }

    /// <summary>How it goes on.</summary>
    public required StageContinuation Continuation { get; init; }
}

/// <summary>Tells a run's orchestration that a stage has ended.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Ending">How.</param>
public sealed record StageEndedMessage(string Stage, StageEnding Ending);

/// <summary>Which generation of a run an activity is about.</summary>
/// <param name="Run">The run.</param>
/// <param name="Generation">Its generation.</param>
public sealed record RunGeneration(string Run, int Generation);

/// <summary>Records how a run ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Status">How it ended.</param>
public sealed record RunEnding(string Run, int Generation, RunStatus Status);

/// <summary>Records that a run was paused or resumed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Paused">Whether it is paused now.</param>
/// <param name="Message">Who asked, and why.</param>
public sealed record RunPause(string Run, int Generation, bool Paused, RunControlMessage Message);

/// <summary>Records that what is under way is cancelled because of a stage.</summary>
/// <param name="Run">The run.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Stage">The stage that failed the run, or was cancelled outside.</param>
public sealed record RunHalt(string Run, int Generation, string Stage);

/// <summary>How the messages of orchestrations are read and written. What is recorded stays readable: fields are only added.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunPipelineStart))]
[JsonSerializable(typeof(RunControlMessage))]
[JsonSerializable(typeof(StageSignalMessage))]
[JsonSerializable(typeof(RunPlan))]
[JsonSerializable(typeof(RunPipelineInput))]
[JsonSerializable(typeof(RunStageInput))]
[JsonSerializable(typeof(StageStepRequest))]
[JsonSerializable(typeof(StageStepResult))]
[JsonSerializable(typeof(StageEndedMessage))]
[JsonSerializable(typeof(RunGeneration))]
[JsonSerializable(typeof(RunEnding))]
[JsonSerializable(typeof(RunPause))]
[JsonSerializable(typeof(RunHalt))]
public sealed partial class OrchestrationJson : JsonSerializerContext;
