using Pipeline.Definitions;
using Pipeline.Stages.Concurrency;

namespace Pipeline.Stages.Runs;

/// <summary>What people do to a run as a whole: cancel, pause, resume. Whether they may is the caller's to check.</summary>
public sealed class RunInterventions(RunStore store, RunSignals signals, RunQueue queue, TimeProvider time)
{
    /// <summary>
    /// Asks for a run to be cancelled: nothing starts any more, and what is under way is stopped outside too. Asking again changes nothing;
    /// the run has ended when its status says so.
    /// </summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run has ended.</exception>
    public async Task CancelAsync(string run, string by, string? reason, CancellationToken cancellationToken)
    {
        var document = await store.ChangeAsync(
            run,
            snapshot =>
            {
                var current = snapshot.Run;
                Refuse(current, RunCommandRules.RefuseCancel);
                return current.Cancel is { FailedStage: null } ? (null, current) : Requested(current, new(by, time.GetUtcNow(), reason));
            },
            cancellationToken);
        if (document.Status is RunStatus.Buffered && await queue.WithdrawAsync(document, cancellationToken))
            return;
        await signals.RaiseAsync(document, RunOrchestration.Cancel, null, cancellationToken);
    }

    /// <summary>Keeps a run from starting further stages; those under way finish their work.</summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run is not RUNNING.</exception>
    public Task PauseAsync(string run, string by, string? reason, CancellationToken cancellationToken) =>
        SendAsync(run, RunCommandRules.RefusePause, RunOrchestration.Pause, new(by, reason), cancellationToken);

    /// <summary>Lets a paused run go on.</summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run is not PAUSED.</exception>
    public Task ResumeAsync(string run, string by, string? reason, CancellationToken cancellationToken) =>
        SendAsync(run, RunCommandRules.RefuseResume, RunOrchestration.Resume, new(by, reason), cancellationToken);

    /// <summary>The change that records a request to cancel.</summary>
    internal static (RunChange Change, RunDocument Run) Requested(RunDocument current, CancelRequest request)
    {
        var document = current with { Cancel = request };
        var happened = new RunEvent
        {
            Time = request.At,
            Type = RunEventTypes.RunCancelRequested,
            Reason = request.Reason,
            By = request.By,
        };
        return (new(happened) { Run = document }, document);
    }

    private async Task SendAsync(
        string run, Func<RunDocument, string?> refuse, string name, RunControlMessage message, CancellationToken cancellationToken)
    {
        var document = (await store.GetAsync(run, cancellationToken)).Run;
        Refuse(document, refuse);
        if (!await signals.RaiseAsync(document, name, message, cancellationToken))
            throw new RunConflictException($"Run '{run}' is {StatusNames.Of(document.Status)}, but nothing carries it out yet. Repeat the request in a moment.");
    }

    private static void Refuse(RunDocument run, Func<RunDocument, string?> refuse)
    {
        if (run.Delete is not null)
            throw new RunNotFoundException(run.Id);
        if (refuse(run) is { } reason)
            throw new RunConflictException(reason);
    }
}
