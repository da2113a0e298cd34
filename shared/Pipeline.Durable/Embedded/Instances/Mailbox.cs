using Pipeline.Durable.Embedded.Store;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>
/// The messages of an instance in memory, and whether its turns run. Whoever posts to a mailbox at rest must start the turns; whoever runs
/// them rests the mailbox when it is empty. A closed mailbox takes nothing: its instance has left memory.
/// </summary>
internal sealed class Mailbox
{
    private readonly Lock _gate = new();
    private List<InboxMessage> _messages = [];
    private HashSet<long>? _fromStore;
    private State _state;
    private bool _woken;
    private long _rest;

    /// <summary>Adds a message, or with null only wakes the instance.</summary>
    public Posting Post(InboxMessage? message)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return Posting.Refused;
            if (message is not { } arrived)
                _woken = true;
            else if (arrived.Sequence == 0 || _fromStore?.Contains(arrived.Sequence) != true)
                _messages.Add(arrived);
            if (_state == State.Active)
                return Posting.Taken;
            _state = State.Active;
            return Posting.MustRun;
        }
    }

    /// <summary>Takes all messages; null, and the mailbox rests, when there is nothing to do.</summary>
    /// <param name="rest">Which rest it is, to be given to <see cref="TryClose"/>.</param>
    public List<InboxMessage>? TakeOrRest(out long rest)
    {
        lock (_gate)
        {
            rest = _rest;
            if (_messages.Count == 0 && !_woken)
            {
                _state = State.Resting;
                rest = ++_rest;
                return null;
            }

            _woken = false;
            var taken = _messages;
            _messages = [];
            return taken;
        }
    }

    /// <summary>Puts messages back in front that were taken and not consumed.</summary>
    public void PutBack(List<InboxMessage> messages)
    {
        lock (_gate)
            _messages = [.. messages, .. _messages];
    }

    /// <summary>
    /// Takes in the inbox that was read from the store: its messages come first, and the same messages that were or will be posted by those who
    /// stored them meanwhile are dropped.
    /// </summary>
    public void Load(IReadOnlyList<InboxMessage> inbox)
    {
        lock (_gate)
        {
            foreach (var message in inbox)
                (_fromStore ??= []).Add(message.Sequence);
            _messages = [.. inbox, .. _messages.Where(message => _fromStore?.Contains(message.Sequence) != true)];
        }
    }

    /// <summary>Closes the mailbox if it still is at that rest, so that the instance can leave memory.</summary>
    public bool TryClose(long rest)
    {
        lock (_gate)
        {
            if (_state != State.Resting || rest != _rest)
                return false;
            _state = State.Closed;
            return true;
        }
    }

    private enum State
    {
        Resting,
        Active,
        Closed,
    }
}

/// <summary>What became of a posted message.</summary>
internal enum Posting
{
    /// <summary>The turns run and will see it.</summary>
    Taken,

    /// <summary>The poster must start the turns.</summary>
    MustRun,

    /// <summary>The instance has left memory.</summary>
    Refused,
}
