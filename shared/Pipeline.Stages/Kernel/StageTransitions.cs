using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Kernel;

/// <summary>How a stage's document goes from state to state. Pure: every function gives the new document and the event that tells of it.</summary>
internal static class StageTransitions
{
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
            StepsDone = 0,
            Reason = null,
        };

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
        before.StepsDone == 0 || !JsonNode.DeepEquals(before.Outputs, after.Outputs) || !SameWait(before.WaitingFor, after.WaitingFor);

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

    private static bool SameWait(StageWait? before, StageWait? after) =>
        before is null || after is null
            ? before is null && after is null
            : before.Until == after.Until && before.Signals.SequenceEqual(after.Signals) && (before.Question is null) == (after.Question is null);
}
