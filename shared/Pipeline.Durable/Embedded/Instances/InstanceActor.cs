using Google.Protobuf;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>
/// An instance in memory. It takes one turn at a time, with all the messages that have arrived by then; instances run in parallel on the
/// thread pool. One that failed to load or to commit starts over from the store: nothing but the store says how far it is.
/// </summary>
internal sealed class InstanceActor(string id, InstanceDirectory directory, InstanceTurns turns) : IThreadPoolWorkItem
{
    private readonly Mailbox _mailbox = new();

    // Activities that run for this instance, or have run, and whose results no committed turn has consumed.
    private readonly HashSet<(string ExecutionId, int Id)> _dispatched = [];
    private LoadedExecution? _execution;
    private int _failures;

    /// <summary>The instance's id.</summary>
    public string Id => id;

    /// <summary>The head as it was last committed; null while the instance is not loaded.</summary>
    public InstanceHead? Head => _execution?.Head;

    /// <summary>Adds a message; null only wakes the instance. False when the instance has left memory: its successor must be told.</summary>
    public bool TryPost(InboxMessage? message)
    {
        var posting = _mailbox.Post(message);
        if (posting == Posting.MustRun)
            directory.Run(this);
        return posting != Posting.Refused;
    }

    /// <summary>Gives an actor that nobody knows yet the execution that was just stored, which spares reading it.</summary>
    public void Adopt(LoadedExecution execution) => _execution = execution;

    /// <summary>Notes that an activity is to run for this instance. False when it runs already.</summary>
    public bool TryDispatch(string executionId, int activity) => _dispatched.Add((executionId, activity));

    /// <summary>Leaves memory, unless it was woken since that rest.</summary>
    public bool TryClose(long rest) => _mailbox.TryClose(rest);

    /// <inheritdoc/>
    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        while (!directory.IsStopping)
        {
            var (isLoaded, isIdle) = (_execution is not null, _dispatched.Count == 0);
            if (_mailbox.TakeOrRest(out var rest) is { } messages)
            {
                await RunTurnAsync(messages);
                continue;
            }

            // From here on another thread may run the instance.
            directory.Rested(this, rest, isLoaded, isIdle);
            break;
        }

        directory.Ran();
    }

    private async Task RunTurnAsync(List<InboxMessage> messages)
    {
        try
        {
            if (_execution is null)
                await LoadAsync(messages);
            else
                MoveOn(messages, await turns.TakeAsync(this, _execution, messages));
            _failures = 0;
        }
        catch (CorruptHistoryException exception)
        {
            await FailAsync(exception);
        }
        catch (InvalidProtocolBufferException exception)
        {
            // Not even the head can be read, so nothing can be kept in it; the row stays as it is, for whoever can mend it.
            directory.Log.HeadUnreadable(id, exception);
            _execution = null;
        }
        catch (Exception exception)
        {
            await StartOverAsync(messages, exception);
        }
    }

    private async Task LoadAsync(List<InboxMessage> messages)
    {
        _execution = await turns.LoadAsync(this, _mailbox);
        if (_execution is null)
            return;
        _mailbox.PutBack(NotKept(messages));
        _mailbox.Post(null);
    }

    private void MoveOn(List<InboxMessage> messages, LoadedExecution? next)
    {
        if (next != _execution)
            _dispatched.Clear();
        else if (_dispatched.Count > 0)
            foreach (var message in messages)
                if (message.Event.EventTypeCase is HistoryEvent.EventTypeOneofCase.TaskCompleted)
                    _dispatched.Remove((message.ExecutionId!, message.Event.TaskCompleted.TaskScheduledId));
                else if (message.Event.EventTypeCase is HistoryEvent.EventTypeOneofCase.TaskFailed)
                    _dispatched.Remove((message.ExecutionId!, message.Event.TaskFailed.TaskScheduledId));
        if (next is { Head.Turn: 0 } && next != _execution)
            _mailbox.Post(null);
        _execution = next;
    }

    private async Task FailAsync(CorruptHistoryException exception)
    {
        _execution = null;
        try
        {
            await turns.FailAsync(exception);
        }
        catch (Exception failure)
        {
            await StartOverAsync([], failure);
        }
    }

    private async Task StartOverAsync(List<InboxMessage> messages, Exception exception)
    {
        _execution = null;
        _mailbox.PutBack(NotKept(messages));
        _mailbox.Post(null);
        await directory.BackOffAsync(id, ++_failures, exception);
    }

    // What was posted from memory exists nowhere else; the rest is read again with the instance.
    private static List<InboxMessage> NotKept(List<InboxMessage> messages) => messages.FindAll(static message => message.Sequence == 0);
}
