using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Kernel;

/// <summary>One step of a stage to be carried out: what a stage's activity is given. It travels through history: no secrets.</summary>
public sealed record StageStepRequest
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The run's generation.</summary>
    public required int Generation { get; init; }

    /// <summary>The stage's id.</summary>
    public required string Stage { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The step, 0 for the attempt's first.</summary>
    public required int Step { get; init; }

    /// <summary>The instance id of the orchestration that carries, or would carry, the stage on; signals go there.</summary>
    public required string Instance { get; init; }

    /// <summary>What is to be done.</summary>
    public StageStepMode Mode { get; init; }

    /// <summary>What the step before left for this one.</summary>
    public JsonNode? Cursor { get; init; }

    /// <summary>What ended the wait.</summary>
    public StageSignalMessage? Signal { get; init; }
}

/// <summary>What a step of a stage is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StageStepMode>))]
public enum StageStepMode
{
    /// <summary>The stage does the next piece of its work.</summary>
    [JsonStringEnumMemberName("execute")] Execute,

    /// <summary>The stage's time is up.</summary>
    [JsonStringEnumMemberName("timeout")] Timeout,

    /// <summary>The run is being cancelled.</summary>
    [JsonStringEnumMemberName("cancel")] Cancel,
}

/// <summary>What became of a step: the stage has ended, or goes on. Exactly one of the two is set.</summary>
public sealed record StageStepResult
{
    /// <summary>How the stage ended.</summary>
    public StageEnding? Ended { get; init; }

    /// <summary>How it goes on.</summary>
    public StageContinuation? Continues { get; init; }
}

/// <summary>How a stage ended.</summary>
/// <param name="Attempt">The attempt that ended.</param>
/// <param name="Status">Its final status.</param>
/// <param name="FailsRunLater">With <see cref="StageStatus.Stopped"/>: the run fails once its other branches are through.</param>
public sealed record StageEnding(int Attempt, StageStatus Status, bool FailsRunLater = false);
