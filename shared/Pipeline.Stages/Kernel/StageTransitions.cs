using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;

namespace Pipeline.Stages.Kernel;

/// <summary>How a stage's document goes from state to state. Pure: every function gives the new document and the event that tells of it.</summary>
internal static class StageTransitions
{
    private static readonly TimeSpan LookAgainWhilePaused = TimeSpan.FromMinutes(1);

    /// <summary>The stage as it stands in this generation of the run.</summary>
    public static StageDocument Current(RunSnapshot snapshot, FrozenDefinition definition, StageDefinition stage)
    {
        if (!snapshot.Documents.TryGetValue(stage.Id, out var stored))
            return RunDetails.NotStarted(stage);
        return snapshot.Run.Restarts.Count == 0 ? stored : StageResets.Of(snapshot.Run, definition.Graph).Apply(stored);
    }

    /// <summary>
    /// What is recorded of a step that was carried out before (a crash came between its record and its answer); null when it is to be
    /// carried out.
    /// </summary>
    public static StageStepResult? Recorded(StageDocument current, StageStepRequest request)
    {
        if (current.Attempt > request.Attempt)
            return new() { Ended = EndingOf(current.EarlierAttempts.LastOrDefault(attempt => attempt.Attempt == request.Attempt) ?? current) };
        if (current.Status.IsComplete())
            return new() { Ended = EndingOf(current) };
        return request.Mode is StageStepMode.Execute && current.StepsDone > request.Step && current.Continuation is { } continuation
            ? new() { Continues = continuation }
            : null;
    }

    public static StageEnding EndingOf(StageAttempt attempt) => new(attempt.Attempt, attempt.Status, attempt.FailsRunLater);

    /// <summary>The attempt begins.</summary>
    public static StageDocument Begin(StageDocument current, StageStepRequest request, JsonObject inputs, DateTimeOffset now, TimeSpan? timeout) =>
        current with
        {
            Attempt = request.Attempt,
            Generation = request.Generation,
            Instance = request.Instance,
            Status = StageStatus.Running,
            StartedAt = now,
            Deadline = now + timeout,
            Inputs = inputs,
            Continuation = null,
            StepsDone = request.Step,
            FirstStep = request.Step,
            Reason = null,
            WaitingFor = null,
            Hold = Over(current.Hold, now),
        };

    /// <summary>The attempt's turn has come, and it may not start yet.</summary>
    public static StageDocument Hold(StageDocument current, StageStepRequest request, StageHold hold, StageContinuation continuation, StageWait wait) =>
        current with
        {
            Attempt = request.Attempt,
            Generation = request.Generation,
            Instance = request.Instance,
            Status = StageStatus.Running,
            StepsDone = continuation.Step,
            Continuation = continuation,
            WaitingFor = wait,

            // An order that came since the hold was decided has its signal on the way.
            Hold = hold with { StartedNow = current.Hold?.StartedNow },
        };

    /// <summary>How an attempt goes on whose time only seems to be up, since its run was paused; null when it is up.</summary>
    public static StageStepResult? NotYetTimedOut(StageDocument current, RunDocument run, StageStepRequest request, DateTimeOffset now)
    {
        if (run.Pauses.Count == 0 || StageDeadlines.Of(current, run, now) is not { } deadline || deadline <= now || current.Continuation is not { } continuation)
            return null;

        // How long a pause lasts is not known; what is left of the time may be next to nothing.
        var next = run.Status is RunStatus.Paused && deadline < now + LookAgainWhilePaused ? now + LookAgainWhilePaused : deadline;
        return new() { Continues = continuation with { Step = request.Step, Cursor = request.Cursor, Deadline = next } };
    }

    /// <summary>The attempt goes on after a step.</summary>
    public static StageDocument Continue(StageDocument current, StageContinuation continuation, StageWait? wait, JsonObject? outputs) => current with
    {
        StepsDone = continuation.Step,
        Continuation = continuation,
        WaitingFor = wait,
        Outputs = outputs ?? current.Outputs,
    };

    /// <summary>Whether a step changed something that people see; what it did not change need not be written.</summary>
    public static bool IsNews(StageDocument before, StageDocument after) =>
        before.StepsDone == before.FirstStep || !JsonNode.DeepEquals(before.Outputs, after.Outputs) || !SameWait(before.WaitingFor, after.WaitingFor);

    /// <summary>The attempt ends.</summary>
    public static StageDocument End(StageDocument current, StageEnd end, StepOutcome outcome, DateTimeOffset now) => current with
    {
        Status = end.Status,
        FailsRunLater = end.FailsRunLater,
        StartedAt = current.StartedAt ?? now,
        EndedAt = now,
        Reason = outcome.Reason,
        Error = outcome.Error,
        Outputs = outcome.Outputs ?? current.Outputs,
        Artifacts = outcome.Artifacts,
        LogEnd = outcome.LogEnd,
        WaitingFor = null,
        Continuation = null,
        Hold = Over(current.Hold, now),
    };

    public static RunEvent Happened(StageDocument stage, string type, DateTimeOffset now, string? reason = null, string? by = null) => new()
    {
        Time = now,
        Type = type,
        Stage = stage.Id,
        Attempt = stage.Attempt,
        Status = StatusNames.Of(stage.Status),
        Reason = reason,
        By = by,
    };

    private static StageHold? Over(StageHold? hold, DateTimeOffset now) => hold is { IsActive: true } ? hold with { EndedAt = now } : hold;

    private static bool SameWait(StageWait? before, StageWait? after) =>
        before is null || after is null
            ? before is null && after is null
            : before.Until == after.Until && before.Reason == after.Reason && before.Signals.SequenceEqual(after.Signals) && (before.Question is null) == (after.Question is null);
}
