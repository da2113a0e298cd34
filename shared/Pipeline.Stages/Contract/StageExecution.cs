using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Stages;

/// <summary>What a step of a stage is given, its typed input aside.</summary>
public record StageExecution
{
    /// <summary>The run that the stage belongs to.</summary>
    public required StageRun Run { get; init; }

    /// <summary>The stage's id in the definition.</summary>
    public required string StageId { get; init; }

    /// <summary>1 for the first time that the run comes to this stage, one more with every restart.</summary>
    public required int Attempt { get; init; }

    /// <summary>0 for the attempt's first step, one more with every step.</summary>
    public required int Step { get; init; }

    /// <summary>What the step before gave to <see cref="StageStep.Again"/> or <see cref="StageStep.Wait"/>; null in the first step.</summary>
    public JsonNode? Cursor { get; init; }

    /// <summary>What ended the wait before this step; null when its time had come.</summary>
    public StageSignal? Signal { get; init; }

    /// <summary>What was decided about the attempt; null while nothing is.</summary>
    public StageDecision? Decision { get; init; }

    /// <summary>The votes on the attempt so far, oldest first, one a person.</summary>
    public IReadOnlyList<StageVote> Votes { get; init; } = [];

    /// <summary>When the attempt began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the attempt times out; null when it never does.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The stage's <c>with</c> after expressions and secrets, still as JSON.</summary>
    public required JsonObject RawInput { get; init; }

    /// <summary>The stages of the run that have begun, as they were when the step started.</summary>
    public required StageStates Stages { get; init; }

    /// <summary>The artifacts that the stage can see.</summary>
    public StageArtifacts Artifacts { get; init; } = StageArtifacts.None;

    /// <summary>What the stage is to produce, which is looked for in its output <c>artifacts</c> when it ends well; empty for nothing.</summary>
    public IReadOnlyList<ExpectedArtifact> Produces { get; init; } = [];

    /// <summary>The stage's log, which people can follow. Secrets that the input names are masked in it.</summary>
    public required IStageLog Log { get; init; }

    /// <summary>The same in every step of the attempt, and in no other attempt: <c>run/stage/attempt</c>.</summary>
    public string AttemptKey => $"{Run.Id}/{StageId}/{Attempt}";

    /// <summary>
    /// The same whenever this step is run again, and never another step's: <c>run/stage/attempt/step</c>. A step that asks to be tried again
    /// (<see cref="StageStep.Again"/>) is another one: what must not be done twice in the whole attempt goes by <see cref="AttemptKey"/>.
    /// </summary>
    public string IdempotencyKey => $"{AttemptKey}/{Step}";
}

/// <summary>What a step of a stage is given.</summary>
public sealed record StageExecution<TInput> : StageExecution
{
    [SetsRequiredMembers]
    internal StageExecution(StageExecution execution, TInput input)
        : base(execution) => Input = input;

    /// <summary>The stage's <c>with</c>, evaluated. It may hold secrets: nothing of it may go into a cursor, an output or an error unmasked.</summary>
    public TInput Input { get; }
}

/// <summary>The run that a stage belongs to, as far as a stage may know it.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Number">Counts the pipeline's runs from 1.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Application">The application that the pipeline belongs to.</param>
/// <param name="ActsAs">The subject as whom its stages act: who started the run, or, where a trigger did, who wrote the definition.</param>
/// <param name="Depth">0 for a run that a trigger or a person started, its parent's depth + 1 for a run that a stage started.</param>
public sealed record StageRun(string Id, int Number, string Pipeline, string Application, string ActsAs, int Depth);

/// <summary>Something that happened to a waiting stage from outside: a decision, a skip, the end of a child run.</summary>
/// <param name="Name">One of <see cref="StageSignals"/>.</param>
/// <param name="Data">What came with it.</param>
public sealed record StageSignal(string Name, JsonNode? Data = null);

/// <summary>The names of signals.</summary>
public static class StageSignals
{
    /// <summary>A decision, a vote among several, was recorded for the stage: read it from the record.</summary>
    public const string Decision = "decision";

    /// <summary>A person skips the wait; data <c>{"remaining":"10s"}</c> keeps that much of it.</summary>
    public const string Skip = "skip";

    /// <summary>A person starts the stage, which waits for that, before its time.</summary>
    public const string StartNow = "start-now";

    /// <summary>Something changed that may let the stage start: it looks again.</summary>
    public const string Look = "look";

    /// <summary>A run that the stage started has ended; data is that run's id.</summary>
    public const string ChildEnded = "child-ended";
}

/// <summary>A stage's log.</summary>
public interface IStageLog
{
    /// <summary>Adds a line with the time in front. Kept in order; written out at the end of the step at the latest.</summary>
    void WriteLine(string text);
}
