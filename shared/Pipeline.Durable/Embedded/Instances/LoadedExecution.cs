using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Workers;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>An execution of an instance in memory: its head, what it waits for, and its code at the point where the history ends.</summary>
internal sealed class LoadedExecution
{
    private readonly IReadOnlyList<HistoryEvent> _firstNews = [];
    private readonly List<InboxMessage> _held = [];
    private IReadOnlyList<HistoryEvent> _history = [];
    private IOrchestrationCode? _code;

    public LoadedExecution(InstanceHead head, IReadOnlyList<HistoryEvent> history)
    {
        Head = head;
        Started = history.FirstOrDefault(static e => e.EventTypeCase == HistoryEvent.EventTypeOneofCase.ExecutionStarted)
            ?? throw new CorruptHistoryException(head, new InvalidOperationException("it has no start."));
        if (head.Turn == 0)
            _firstNews = history;
        else
            _history = history;
        foreach (var happened in _history)
            Work.Apply(happened);
    }

    /// <summary>The head as it is kept.</summary>
    public InstanceHead Head { get; private set; }

    /// <summary>The start message.</summary>
    public HistoryEvent Started { get; }

    /// <summary>What the execution waits for.</summary>
    public PendingWork Work { get; } = new();

    /// <summary>Whether the first turn must wait for its time.</summary>
    public bool MustWait(DateTimeOffset now, List<InboxMessage> messages) =>
        Head.Turn == 0
        && Head.ScheduledStartAt > now
        && !messages.Exists(static message => message.Event.EventTypeCase == HistoryEvent.EventTypeOneofCase.ExecutionTerminated);

    /// <summary>Keeps messages for the first turn.</summary>
    public void Hold(List<InboxMessage> messages) => _held.AddRange(messages);

    /// <summary>Gives what was kept for the first turn, and then <paramref name="messages"/>.</summary>
    public List<InboxMessage> Release(List<InboxMessage> messages)
    {
        if (_held.Count == 0)
            return messages;
        List<InboxMessage> all = [.. _held, .. messages];
        _held.Clear();
        return all;
    }

    /// <summary>The news of a turn: the messages that mean something and the timers that are due. Null when there is no reason for a turn.</summary>
    public List<HistoryEvent>? News(List<InboxMessage> messages, DateTimeOffset now)
    {
        var news = new List<HistoryEvent>(messages.Count + 2)
        {
            new() { EventId = -1, Timestamp = Timestamp.FromDateTimeOffset(now), OrchestratorStarted = new OrchestratorStartedEvent() },
        };
        if (Head.Turn == 0)
            Take(news, _firstNews);
        foreach (var message in messages)
            if ((message.ExecutionId is null || message.ExecutionId == Head.ExecutionId) && Work.Accepts(message.Event))
                Take(news, [message.Event]);
        Take(news, [.. Work.DueTimers(now)]);
        return news.Count > 1 || messages.Exists(static message => message.Sequence != 0) ? news : null;
    }

    /// <summary>Lets the orchestrator's code take a turn.</summary>
    public ValueTask<OrchestrationTurn> AdvanceAsync(IOrchestrationWorker worker, List<HistoryEvent> news)
    {
        if (_code is null)
        {
            _code = worker.Load(Head.InstanceId, _history);
            _history = [];
        }

        return _code.AdvanceAsync(news);
    }

    /// <summary>A turn has been committed.</summary>
    public void Commit(InstanceHead head, IReadOnlyList<HistoryEvent> events)
    {
        Head = head;
        _code?.Committed(events);
    }

    private void Take(List<HistoryEvent> news, IReadOnlyList<HistoryEvent> messages)
    {
        foreach (var message in messages)
        {
            Work.Apply(message);
            news.Add(message);
        }
    }
}
