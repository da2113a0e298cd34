using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Replay;

/// <summary>
/// An orchestration instance that is loaded: its code stands where the history ends, and each turn goes on from there, so that n steps cost
/// n turns, not n². A turn runs wholly on the calling thread. One turn at a time; a session is dropped by letting go of it.
/// </summary>
/// <remarks>
/// News of a turn are an <c>orchestratorStarted</c> event, whose timestamp is the orchestrator's "now", and then messages:
/// <c>executionStarted</c>, completions, <c>timerFired</c>, <c>eventRaised</c>, <c>executionSuspended</c>/<c>Resumed</c>/<c>Terminated</c>.
/// When a turn could not be made durable, drop the session and load the instance again: the code cannot be taken back. Completions that
/// belong to an earlier execution (before a continue-as-new) must not be passed in: action ids begin again at 0.
/// </remarks>
public sealed class OrchestrationSession
{
    // Orchestrator code must not see what is ambient where a turn happens to run, and must not keep it alive.
    private static readonly ExecutionContext EmptyExecutionContext = CaptureEmptyExecutionContext();

    private readonly OrchestratorThread _thread = new();
    private readonly HistoryProcessor _processor;
    private bool _hasEnded;

    internal OrchestrationSession(OrchestratorExecutor executor, string instanceId)
    {
        InstanceId = instanceId;
        _processor = new HistoryProcessor(executor, instanceId, _thread);
    }

    /// <summary>The instance's id.</summary>
    public string InstanceId { get; }

    /// <summary>Whether the execution has ended; then further turns do nothing.</summary>
    public bool IsCompleted => _hasEnded || _processor.HasRecordedEnd;

    /// <summary>Whether the instance is suspended: it keeps what arrives and does nothing.</summary>
    public bool IsSuspended => _processor.IsSuspended;

    /// <summary>The ids of the sub-orchestrations that have not answered yet, for recursive termination.</summary>
    public IEnumerable<string> OpenSubOrchestrations =>
        _processor.Context?.OpenTasks.Values.Select(task => task.ChildInstanceId).OfType<string>() ?? [];

    /// <summary>Tells the orchestrator the news of a turn and gives what it asks for.</summary>
    /// <exception cref="InvalidOperationException">Another thread is in the middle of a turn of this session.</exception>
    public OrchestrationTurn Advance(IEnumerable<HistoryEvent> newEvents)
    {
        if (IsCompleted)
            return new OrchestrationTurn([], _processor.Context?.CustomStatus);
        _processor.IsReplaying = false;
        Run(newEvents);
        return EndTurn();
    }

    internal void Replay(IEnumerable<HistoryEvent> pastEvents) => Run(pastEvents);

    /// <summary>Where the replayed history and the code differ first; null when they agree to the end.</summary>
    internal NonDeterministicOrchestrationException? FirstDifference()
    {
        if (_processor.Difference is null && _processor.Context is { } context)
        {
            var difference = _processor.Completion is null ? context.Actions.BeginTurn() ?? WhyStuck(context) : _processor.DifferentEnd();
            if (difference is not null)
                _processor.Fail(difference);
        }
        return _processor.Difference;
    }

    private static ExecutionContext CaptureEmptyExecutionContext()
    {
        ExecutionContext? empty = null;
        var thread = new Thread(() => empty = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return empty!;
    }

    private void Run(IEnumerable<HistoryEvent> events) => ExecutionContext.Run(
        EmptyExecutionContext,
        static state =>
        {
            var (session, events) = ((OrchestrationSession, IEnumerable<HistoryEvent>))state!;
            session._thread.Enter();
            try
            {
                foreach (var next in events)
                    session._processor.Process(next);
            }
            finally
            {
                session._thread.Leave();
            }
        },
        (this, events));

    private OrchestrationTurn EndTurn()
    {
        var context = _processor.Context;
        if (_processor.Completion is null && context is not null && WhyStuck(context) is { } why)
            _processor.Fail(why);
        var actions = context?.Actions.TakeNew() ?? [];
        if (_processor.Completion is { } completion)
        {
            if (completion.OrchestrationStatus is OrchestrationStatus.ContinuedAsNew)
                completion.CarryoverEvents.Add(_processor.Carryover());
            // An instance that is made to end starts nothing more.
            if (_processor.IsForcedEnd)
                actions.Clear();
            actions.Add(new OrchestratorAction { Id = context?.Actions.NextId ?? 0, CompleteOrchestration = completion });
            _hasEnded = true;
        }
        return new OrchestrationTurn(actions, context?.CustomStatus);
    }

    private string? WhyStuck(ReplayContext context)
    {
        if (_thread.WasLeft)
            return "its code went on outside its own thread";
        return _processor.IsSuspended || context.OpenTasks.Count > 0 || context.Events.HasWaits || !_processor.IsStarted
            ? null
            : "its code waits for something that is not durable";
    }
}
