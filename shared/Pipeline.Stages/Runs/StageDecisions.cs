using System.Text.Json.Nodes;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Runs;

namespace Pipeline.Stages.Runs;

/// <summary>Records what people decide about waiting stages. One decision an attempt: the first stands, whatever comes at the same moment.</summary>
public sealed class StageDecisions(RunStore store, RunSignals signals, TimeProvider time)
{
    /// <summary>Records a person's decision, or his vote where several people are asked for.</summary>
    /// <returns>The stage after it: decided, or with one more vote.</returns>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="StageNotFoundException">The run has no such stage.</exception>
    /// <exception cref="DecisionForbiddenException">The person may not decide it so.</exception>
    /// <exception cref="InvalidCommandException">The input is not one of the stage's options.</exception>
    /// <exception cref="RunConflictException">The stage waits for no decision, is decided already, or the person has voted already.</exception>
    public async Task<StageDocument> DecideAsync(string run, string stage, StageAnswer answer, CancellationToken cancellationToken)
    {
        (await store.GetDefinitionAsync(run, cancellationToken)).Stage(run, stage);
        var decided = await store.ChangeAsync(run, snapshot => Decide(snapshot, stage, answer), cancellationToken);
        await signals.SignalAsync(decided, new(decided.Attempt, StageSignals.Decision), cancellationToken);
        return decided;
    }

    /// <summary>Ends a stage's wait, wholly or down to a remainder.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="by">Who skips it.</param>
    /// <param name="remaining">How much of the wait stays; null skips the stage.</param>
    /// <param name="comment">What the person wrote.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="StageNotFoundException">The run has no such stage.</exception>
    /// <exception cref="RunConflictException">The stage does not wait, cannot be skipped, or is decided already.</exception>
    public async Task SkipAsync(string run, string stage, string by, TimeSpan? remaining, string? comment, CancellationToken cancellationToken)
    {
        (await store.GetDefinitionAsync(run, cancellationToken)).Stage(run, stage);
        var skipped = await store.ChangeAsync(run, snapshot => Skip(snapshot, stage, by, remaining, comment), cancellationToken);
        var data = remaining is { } rest ? new JsonObject { ["remaining"] = Duration.Format(rest) } : null;
        await signals.SignalAsync(skipped, new(skipped.Attempt, StageSignals.Skip, data), cancellationToken);
    }

    /// <summary>Sends the signal of a recorded decision again, which was lost if the stage still waits.</summary>
    internal Task RepeatAsync(StageDocument stage, CancellationToken cancellationToken) => signals.SignalAsync(
        stage,
        new(stage.Attempt, stage.Decision?.Verdict is StageVerdict.Skip ? StageSignals.Skip : StageSignals.Decision),
        cancellationToken);

    private (RunChange?, StageDocument) Decide(RunSnapshot snapshot, string id, StageAnswer answer)
    {
        var stage = Waiting(snapshot, id, StageSignals.Decision);
        var question = stage.WaitingFor?.Question;
        if (question is not null &&
            DecisionRights.Refusal(question, answer.By, answer.Roles, snapshot.Run.StartedBy, answer.Verdict) is { } refusal)
        {
            throw new DecisionForbiddenException(refusal);
        }

        if (stage.Decision is { } first)
            throw new RunConflictException($"Stage '{id}' is decided already. {first.Sentence}", first);
        if (question is null || answer.Verdict is not (StageVerdict.Continue or StageVerdict.Stop))
            throw new RunConflictException($"Stage '{id}' does not wait for a decision. Wait until it asks for one.");
        if (answer.Attempt is { } attempt && attempt != stage.Attempt)
            throw new RunConflictException($"Attempt {attempt} of stage '{id}' is over; the stage is at attempt {stage.Attempt}.");
        CheckInput(question, answer);

        var now = time.GetUtcNow();
        var isVote = answer.Verdict is StageVerdict.Continue && question.Quorum > 1;
        if (isVote && stage.Votes.Any(vote => vote.By == answer.By))
            throw new RunConflictException($"'{answer.By}' has said yes already; the stage needs {question.Quorum} distinct people.");

        var events = new List<RunEvent>();
        if (isVote)
        {
            stage = stage with { Votes = [.. stage.Votes, new(answer.By, now, answer.Comment)] };
            events.Add(Happened(stage, RunEventTypes.StageVoted, now, answer.By, $"{stage.Votes.Count} of {question.Quorum}"));
        }

        if (!isVote || stage.Votes.Count >= question.Quorum)
        {
            var decision = new StageDecision
            {
                Verdict = answer.Verdict,
                Input = answer.Input,
                Comment = answer.Comment,
                By = answer.By,
                At = now,
            };
            stage = stage with { Decision = decision };
            events.Add(Happened(stage, RunEventTypes.StageDecided, now, answer.By, decision.Sentence));
        }

        return (new(events) { Stages = [stage] }, stage);
    }

    private (RunChange?, StageDocument) Skip(RunSnapshot snapshot, string id, string by, TimeSpan? remaining, string? comment)
    {
        var stage = Waiting(snapshot, id, StageSignals.Skip);
        if (stage.Decision is { } first)
            throw new RunConflictException($"Stage '{id}' is decided already. {first.Sentence}", first);
        if (stage.WaitingFor is null)
            throw new RunConflictException($"Stage '{id}' cannot be skipped while it works. Wait until it waits, or cancel the run to stop it.");
        if (remaining is not null && stage.Hold is { IsActive: true })
            throw new InvalidCommandException("remaining", "The stage has not started its own wait yet. Leave 'remaining' out to skip the stage, or start it now.");

        var now = time.GetUtcNow();
        if (remaining is { } rest)
            return (new(Happened(stage, RunEventTypes.StageProgress, now, by, $"the wait was shortened to {Duration.Format(rest)}")), stage);

        stage = stage with { Decision = new() { Verdict = StageVerdict.Skip, Comment = comment, By = by, At = now } };
        return (new(Happened(stage, RunEventTypes.StageDecided, now, by, stage.Decision.Sentence)) { Stages = [stage] }, stage);
    }

    /// <summary>The stage, active and waiting for the signal; or decided so that the first decision can be named.</summary>
    private static StageDocument Waiting(RunSnapshot snapshot, string id, string signal)
    {
        if (!snapshot.Documents.TryGetValue(id, out var stage) || stage.Generation > snapshot.Run.Generation)
        {
            throw new RunConflictException(snapshot.Run.Status.IsComplete()
                ? $"Stage '{id}' has not begun, and its run has ended. Restart the stage in front of it."
                : $"Stage '{id}' has not begun. Wait until it {(signal == StageSignals.Skip ? "waits" : "asks")}.");
        }

        if (stage.Decision is { } decision && !stage.Status.IsActive())
            throw new RunConflictException($"Stage '{id}' is decided already. {decision.Sentence}", decision);
        if (!stage.Status.IsActive() || snapshot.Run.Status.IsComplete())
            throw new RunConflictException($"Stage '{id}' does not wait: it is {StatusNames.Of(stage.Status)}. To run it again, restart it once its run has ended.");
        if (stage is { Hold: { IsActive: true } hold, WaitingFor.Signals: var known } && !known.Contains(signal))
            throw new RunConflictException($"Stage '{id}' has not started yet: {hold.Reason}.");
        if (stage.WaitingFor is { } wait && !wait.Signals.Contains(signal))
            throw new RunConflictException($"Stage '{id}' does not wait for that; it waits for {string.Join(" or ", wait.Signals)}.");
        return stage;
    }

    private static void CheckInput(StageQuestion question, StageAnswer answer)
    {
        if (question.Options.Count == 0 && answer.Input is not null)
            throw new InvalidCommandException("input", "The stage offers nothing to choose from: leave 'input' out.");
        if (question.Options.Count > 0 && !(answer.Input is null ? answer.Verdict is StageVerdict.Stop : question.Options.Contains(answer.Input)))
            throw new InvalidCommandException("input", $"Choose one of {string.Join(", ", question.Options.Select(option => $"'{option}'"))}.");
    }

    private static RunEvent Happened(StageDocument stage, string type, DateTimeOffset time, string by, string reason) => new()
    {
        Time = time,
        Type = type,
        Stage = stage.Id,
        Attempt = stage.Attempt,
        Status = StatusNames.Of(stage.Status),
        By = by,
        Reason = reason,
    };
}

/// <summary>What a person answers to a stage's question.</summary>
public sealed record StageAnswer
{
    /// <summary><see cref="StageVerdict.Continue"/> or <see cref="StageVerdict.Stop"/>.</summary>
    public required StageVerdict Verdict { get; init; }

    /// <summary>The chosen option.</summary>
    public string? Input { get; init; }

    /// <summary>What the person wrote.</summary>
    public string? Comment { get; init; }

    /// <summary>The person.</summary>
    public required string By { get; init; }

    /// <summary>The roles that the person holds in the run's application, by their API names.</summary>
    public required IReadOnlyCollection<string> Roles { get; init; }

    /// <summary>The attempt that the answer is for, as links carry it; null: whichever waits.</summary>
    public int? Attempt { get; init; }
}
