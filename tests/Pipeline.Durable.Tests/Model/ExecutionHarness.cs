using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Tests.Model;

/// <summary>
/// An execution by hand: each turn's news are given, the actions come back, and the history grows as a backend would record it. Every turn is
/// run twice, by the loaded session and by replaying the whole history; both must ask for the same.
/// </summary>
internal sealed class ExecutionHarness
{
    private readonly OrchestratorExecutor _executor;
    private readonly List<HistoryEvent> _history = [];
    private readonly OrchestrationSession _session;
    private readonly string _instanceId;

    public ExecutionHarness(DurableTaskRegistry registry, string instanceId = "run-1", DataConverter? converter = null)
    {
        _instanceId = instanceId;
        _executor = new OrchestratorExecutor(registry, converter ?? JsonDataConverter.BuiltIn, new ServiceCollection().BuildServiceProvider());
        _session = _executor.Load(instanceId, []);
    }

    public DateTime Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    public IReadOnlyList<HistoryEvent> History => _history;

    public OrchestrationSession Session => _session;

    public OrchestratorExecutor Executor => _executor;

    /// <summary>One orchestrator under the name <c>Test</c>.</summary>
    public static ExecutionHarness For<TInput, TOutput>(Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator) =>
        new(new DurableTaskRegistry().AddOrchestratorFunc("Test", orchestrator));

    /// <summary>One orchestrator without input under the name <c>Test</c>.</summary>
    public static ExecutionHarness For<TOutput>(Func<TaskOrchestrationContext, Task<TOutput>> orchestrator) =>
        For<object?, TOutput>((context, _) => orchestrator(context));

    public static HistoryEvent Started(string? input = null, string name = "Test", string? version = null) => new()
    {
        EventId = -1,
        ExecutionStarted = new ExecutionStartedEvent
        {
            Name = name,
            Version = version,
            Input = input,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = "run-1", ExecutionId = "0123456789abcdef0123456789abcdef" },
        },
    };

    public static HistoryEvent Completed(int id, string? result = null) =>
        new() { EventId = -1, TaskCompleted = new TaskCompletedEvent { TaskScheduledId = id, Result = result } };

    public static HistoryEvent Failed(int id, string message = "no", bool nonRetriable = false) => new()
    {
        EventId = -1,
        TaskFailed = new TaskFailedEvent
        {
            TaskScheduledId = id,
            FailureDetails = new Protocol.TaskFailureDetails
            {
                ErrorType = "System.IO.IOException",
                ErrorMessage = message,
                IsNonRetriable = nonRetriable,
                InnerFailure = new Protocol.TaskFailureDetails { ErrorType = "System.TimeoutException", ErrorMessage = "too slow" },
            },
        },
    };

    public static HistoryEvent ChildCompleted(int id, string? result = null) => new()
    {
        EventId = -1,
        SubOrchestrationInstanceCompleted = new SubOrchestrationInstanceCompletedEvent { TaskScheduledId = id, Result = result },
    };

    public static HistoryEvent Fired(int id) => new() { EventId = -1, TimerFired = new TimerFiredEvent { TimerId = id } };

    public static HistoryEvent Raised(string name, string? input = null) =>
        new() { EventId = -1, EventRaised = new EventRaisedEvent { Name = name, Input = input } };

    public static HistoryEvent Suspended() => new() { EventId = -1, ExecutionSuspended = new ExecutionSuspendedEvent() };

    public static HistoryEvent Resumed() => new() { EventId = -1, ExecutionResumed = new ExecutionResumedEvent() };

    public static HistoryEvent Terminated(string? output = null) =>
        new() { EventId = -1, ExecutionTerminated = new ExecutionTerminatedEvent { Input = output } };

    public void Pass(TimeSpan time) => Now += time;

    public OrchestrationTurn Start(string? input = null) => Turn(Started(input));

    /// <summary>Runs a turn both ways and records it.</summary>
    public OrchestrationTurn Turn(params HistoryEvent[] news)
    {
        Now += TimeSpan.FromMilliseconds(10);
        var timestamp = Timestamp.FromDateTime(Now);
        foreach (var message in news)
            message.Timestamp ??= timestamp;
        HistoryEvent[] events = [new() { EventId = -1, Timestamp = timestamp, OrchestratorStarted = new OrchestratorStartedEvent() }, .. news];

        var replayed = _executor.Execute(
            new OrchestratorRequest { InstanceId = _instanceId, PastEvents = { _history }, NewEvents = { events } });
        var turn = _session.Advance(events);

        // Stack traces tell how the code was reached, which differs between the two.
        Assert.Equal(replayed.Actions.Select(WithoutStackTrace), turn.Actions.Select(WithoutStackTrace));
        Assert.Equal(replayed.CustomStatus, turn.CustomStatus);

        _history.AddRange(events);
        _history.AddRange(turn.Actions.Select(action => ActionHistory.ToHistoryEvent(action, timestamp)).OfType<HistoryEvent>());
        _history.Add(new HistoryEvent { EventId = -1, Timestamp = timestamp, OrchestratorCompleted = new OrchestratorCompletedEvent() });
        return turn;
    }

    private static OrchestratorAction WithoutStackTrace(OrchestratorAction action)
    {
        var copy = action.Clone();
        for (var failure = copy.CompleteOrchestration?.FailureDetails; failure is not null; failure = failure.InnerFailure)
            failure.StackTrace = null;
        return copy;
    }
}
