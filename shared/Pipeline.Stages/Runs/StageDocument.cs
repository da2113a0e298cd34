using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Starts;

namespace Pipeline.Stages.Runs;

/// <summary>What is known of one stage of a run: its newest attempt, and the earlier ones. Not stored before the stage begins.</summary>
public sealed record StageDocument : StageAttempt
{
    /// <summary>The version of this record's form. Every released form stays readable.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The stage's id in the definition.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Its stage type.</summary>
    public required string Type { get; init; }

    /// <summary>The ids of the stages directly upstream.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The run's generation in which the newest attempt was made.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>How many steps of the newest attempt are recorded as done.</summary>
    public int StepsDone { get; init; }

    /// <summary>The step in which the newest attempt began: those before it only looked whether it may.</summary>
    public int FirstStep { get; init; }

    /// <summary>When the newest attempt times out, pauses of its run aside (<see cref="StageDeadlines"/>); null when it never does.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What the newest attempt waits for; null when it does not wait.</summary>
    public StageWait? WaitingFor { get; init; }

    /// <summary>How the stage goes on after the last recorded step; given again to whoever repeats that step.</summary>
    public StageContinuation? Continuation { get; init; }

    /// <summary>The instance id of the orchestration to which signals for this stage go.</summary>
    public string? Instance { get; init; }

    /// <summary>The attempts before the newest, oldest first.</summary>
    public IReadOnlyList<StageAttempt> EarlierAttempts { get; init; } = [];
}

/// <summary>One attempt of a stage.</summary>
public record StageAttempt
{
    /// <summary>1 for the first.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Its status.</summary>
    public StageStatus Status { get; init; }

    /// <summary>Why it has this status, for people; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>With <see cref="StageStatus.Stopped"/>: the run fails once its other branches are through.</summary>
    public bool FailsRunLater { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null until then.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The stage's <c>with</c> after its expressions were evaluated; secrets stand in it as references.</summary>
    public JsonObject? Inputs { get; init; }

    /// <summary>What it has produced so far, secrets masked.</summary>
    public JsonObject? Outputs { get; init; }

    /// <summary>The artifacts that it published when it ended well, one for each that the stage says it produces. Long contents are in storage.</summary>
    public IReadOnlyList<BoundArtifact> Artifacts { get => field ?? []; init; } = [];

    /// <summary>Why it failed.</summary>
    public StageError? Error { get; init; }

    /// <summary>The last lines of its log, secrets masked, which came with its end; they follow what <see cref="StageLogs"/> has of it.</summary>
    public string? LogEnd { get; init; }

    /// <summary>What keeps it from starting, or kept it; null when it could start as soon as its turn came.</summary>
    public StageHold? Hold { get; init; }

    /// <summary>What was decided about it; the first decision stands.</summary>
    public StageDecision? Decision { get; init; }

    /// <summary>The votes that people have given so far, oldest first, one a person.</summary>
    public IReadOnlyList<StageVote> Votes { get; init; } = [];
}

/// <summary>What a stage waits for.</summary>
/// <param name="Signals">The signals that go on with it, of <see cref="StageSignals"/>.</param>
/// <param name="Until">When it goes on by itself.</param>
/// <param name="Question">What people are asked; null when they are not.</param>
/// <param name="Reason">Why it waits, for people; null when its type tells that.</param>
public sealed record StageWait(IReadOnlyList<string> Signals, DateTimeOffset? Until, StageQuestion? Question, string? Reason = null);

/// <summary>How a stage goes on after a step that did not end it.</summary>
public sealed record StageContinuation
{
    /// <summary>The attempt that goes on.</summary>
    public required int Attempt { get; init; }

    /// <summary>The step that comes next.</summary>
    public required int Step { get; init; }

    /// <summary>When the next step is due; null when only a signal or the deadline brings it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The signals that bring the next step earlier; empty for a mere pause.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>When the attempt times out; null when it never does.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What the next step is given.</summary>
    public JsonNode? Cursor { get; init; }
}
