using Pipeline.Durable.Protocol;
using EventCase = Pipeline.Durable.Protocol.HistoryEvent.EventTypeOneofCase;

namespace Pipeline.Durable.Replay;

/// <summary>Takes an execution through its history, event by event: completes what the code waits for, checks what it asks for.</summary>
internal sealed class HistoryProcessor(OrchestratorExecutor executor, string instanceId, OrchestratorThread thread)
{
    private readonly Queue<HistoryEvent> _whileSuspended = new();
    private HistoryEvent? _suspension;
    private ITaskOrchestrator? _orchestrator;
    private Task<object?>? _run;
    private ExecutionCompletedEvent? _recordedEnd;
    private DateTime _now;

    /// <summary>The execution's context, once it has started.</summary>
    public ReplayContext? Context { get; private set; }

    /// <summary>How the execution ends; null while it goes on.</summary>
    public CompleteOrchestrationAction? Completion { get; private set; }

    /// <summary>Whether the end was not the code's own: it was terminated or found to be non-deterministic.</summary>
    public bool IsForcedEnd { get; private set; }

    /// <summary>Where code and history differ; null while they agree.</summary>
    public NonDeterministicOrchestrationException? Difference { get; private set; }

    /// <summary>Whether the history itself holds the execution's end.</summary>
    public bool HasRecordedEnd => _recordedEnd is not null;

    public bool IsReplaying { get; set; } = true;

    public bool IsStarted => _run is not null;

    public bool IsSuspended => _suspension is not null;

    public void Process(HistoryEvent next)
    {
        if (Context is { } context)
            context.Replaying = IsReplaying;
        switch (next.EventTypeCase)
        {
            case EventCase.OrchestratorStarted:
                BeginTurn(next);
                break;
            case EventCase.TaskScheduled or EventCase.SubOrchestrationInstanceCreated or EventCase.TimerCreated or EventCase.EventSent:
                if (!IsForcedEnd && Context?.Actions.Confirm(next) is { } difference)
                    Fail(difference);
                break;
            case EventCase.ExecutionCompleted:
                if (Completion is null)
                    Fail("the history says that it has ended, but its code still waits");
                _recordedEnd = next.ExecutionCompleted;
                break;
            case EventCase.OrchestratorCompleted:
                break;
            case EventCase.ExecutionTerminated:
                Terminate(next.ExecutionTerminated);
                break;
            case EventCase.ExecutionSuspended:
                _suspension = next;
                break;
            case EventCase.ExecutionResumed:
                _suspension = null;
                while (!IsSuspended && _whileSuspended.TryDequeue(out var kept))
                    Deliver(kept);
                break;
            default:
                if (IsSuspended)
                    _whileSuspended.Enqueue(next);
                else
                    Deliver(next);
                break;
        }
    }

    /// <summary>Ends the execution because its code does not do what its history says.</summary>
    public void Fail(string difference)
    {
        Difference = new NonDeterministicOrchestrationException(
            $"Orchestrator '{Context?.Name}'{(Context?.Version is { Length: > 0 } version ? $" version '{version}'" : "")} "
            + $"(instance '{instanceId}') is not deterministic: {difference}. Its code must ask for the same things in the same order on every "
            + "replay: time, identifiers, waits and outside work only through its context, no Task.Delay, Task.Run, ConfigureAwait(false) or "
            + "awaited I/O. If the code was changed, put the old code back and register the change as a new version.");
        IsForcedEnd = true;
        Completion = Failed(Difference);
    }

    /// <summary>How the code's end differs from the one in the history; null when they agree.</summary>
    public string? DifferentEnd() => (Completion, _recordedEnd) switch
    {
        ({ } end, null) => $"its code now ends ({end.OrchestrationStatus}), but the history goes on",
        ({ } end, { } recorded) when end.OrchestrationStatus != recorded.OrchestrationStatus || end.Result != recorded.Result =>
            $"the history ends with {recorded.OrchestrationStatus} {recorded.Result}, but the code now ends with {end.OrchestrationStatus} {end.Result}",
        _ => null,
    };

    /// <summary>What a continued-as-new execution hands to the next: events nobody took, and being suspended.</summary>
    public IEnumerable<HistoryEvent> Carryover()
    {
        foreach (var kept in Context!.Events.Unprocessed)
            yield return kept;
        if (_suspension is null)
            yield break;
        yield return _suspension;
        foreach (var kept in _whileSuspended.Where(kept => kept.EventTypeCase == EventCase.EventRaised))
            yield return kept;
    }

    private static CompleteOrchestrationAction Failed(Exception error) => new()
    {
        OrchestrationStatus = OrchestrationStatus.Failed,
        FailureDetails = Durable.TaskFailureDetails.FromException(error).ToProtocol(),
    };

    private void BeginTurn(HistoryEvent turn)
    {
        _now = turn.Timestamp?.ToDateTime() ?? _now;
        if (Context is not { } context)
            return;
        context.Now = _now;
        if (Completion is null && context.Actions.BeginTurn() is { } difference)
            Fail(difference);
    }

    // An end that only starts the instance over does not save it from being terminated.
    private void Terminate(ExecutionTerminatedEvent terminated)
    {
        if (Completion is not null and not { OrchestrationStatus: OrchestrationStatus.ContinuedAsNew })
            return;
        IsForcedEnd = true;
        Completion = new CompleteOrchestrationAction { OrchestrationStatus = OrchestrationStatus.Terminated, Result = terminated.Input };
    }

    private void Deliver(HistoryEvent message)
    {
        if (Completion is not null)
        {
            if (message.EventTypeCase == EventCase.EventRaised)
                Context?.Events.Keep(message);
            return;
        }
        if (message.EventTypeCase == EventCase.ExecutionStarted)
            Start(message);
        else if (Context is { } context)
            Deliver(message, context);
        thread.Pump();
        if (_run is { IsCompleted: true })
            Complete(_run);
    }

    private void Start(HistoryEvent message)
    {
        if (IsStarted)
            return;
        var started = message.ExecutionStarted;
        if (_now == default)
            _now = message.Timestamp?.ToDateTime() ?? default;
        Context = new ReplayContext(started, instanceId, thread, executor.Registry, executor.Converter, executor.LoggerFactory)
        {
            Now = _now,
            Replaying = IsReplaying,
        };
        try
        {
            _orchestrator = executor.Registry.CreateOrchestrator(started.Name, started.Version ?? "", executor.Services);
            var input = executor.Converter.Deserialize(started.Input, _orchestrator.InputType);
            _run = _orchestrator.RunAsync(Context, input);
        }
#pragma warning disable CA1031 // Whatever goes wrong in it fails the instance, and only the instance.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _run = Task.FromException<object?>(error);
        }
    }

    private static void Deliver(HistoryEvent message, ReplayContext context)
    {
        switch (message.EventTypeCase)
        {
            case EventCase.TaskCompleted:
                context.Complete(message.TaskCompleted.TaskScheduledId, message.TaskCompleted.Result);
                break;
            case EventCase.TaskFailed:
                context.Fail(message.TaskFailed.TaskScheduledId, message.TaskFailed.FailureDetails.FromProtocol());
                break;
            case EventCase.SubOrchestrationInstanceCompleted:
                var child = message.SubOrchestrationInstanceCompleted;
                context.Complete(child.TaskScheduledId, child.Result);
                break;
            case EventCase.SubOrchestrationInstanceFailed:
                var failed = message.SubOrchestrationInstanceFailed;
                context.Fail(failed.TaskScheduledId, failed.FailureDetails.FromProtocol());
                break;
            case EventCase.TimerFired:
                context.Complete(message.TimerFired.TimerId, null);
                break;
            case EventCase.EventRaised:
                context.Events.Raise(message);
                break;
        }
    }

    private void Complete(Task<object?> run)
    {
        if (!run.IsCompletedSuccessfully)
        {
            Completion = Failed(run.Exception?.InnerException ?? new TaskCanceledException(run));
        }
        else if (Context!.NewExecution is { } newExecution)
        {
            if (!Context.PreservesUnprocessedEvents)
                Context.Events.Clear();
            Completion = newExecution;
        }
        else
        {
            try
            {
                Completion = new CompleteOrchestrationAction
                {
                    OrchestrationStatus = OrchestrationStatus.Completed,
                    Result = executor.Converter.Serialize(run.Result, _orchestrator!.OutputType),
                };
            }
#pragma warning disable CA1031 // A result that cannot be written fails the instance, whatever the converter throws.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Completion = Failed(error);
            }
        }
    }
}
