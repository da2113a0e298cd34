using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Replay;

/// <summary>Brings external events and the waits for them together, by name, each in order. Events nobody waits for are kept.</summary>
internal sealed class ExternalEvents(DataConverter converter)
{
    private readonly Dictionary<string, Queue<(long Order, HistoryEvent Event)>> _arrived = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LinkedList<OpenTask>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private long _order;

    /// <summary>Whether somebody waits for an event.</summary>
    public bool HasWaits => _waits.Count > 0;

    /// <summary>The events nobody has waited for yet, in the order of arrival.</summary>
    public IEnumerable<HistoryEvent> Unprocessed => _arrived.Values
        .SelectMany(queue => queue).OrderBy(arrival => arrival.Order).Select(arrival => arrival.Event);

    /// <summary>The earliest kept event of a name, which is then used up; null when there is none.</summary>
    public HistoryEvent? Take(string name)
    {
        if (!_arrived.TryGetValue(name, out var queue))
            return null;
        var (_, taken) = queue.Dequeue();
        if (queue.Count == 0)
            _arrived.Remove(name);
        return taken;
    }

    /// <summary>Adds a wait behind the others of the same name. The result takes the wait away again.</summary>
    public LinkedListNode<OpenTask> Wait(string name, OpenTask wait)
    {
        if (!_waits.TryGetValue(name, out var waits))
            _waits.Add(name, waits = new LinkedList<OpenTask>());
        return waits.AddLast(wait);
    }

    /// <summary>Takes a wait away; false when an event has satisfied it already.</summary>
    public bool Remove(string name, LinkedListNode<OpenTask> wait)
    {
        if (wait.List is not { } waits)
            return false;
        waits.Remove(wait);
        if (waits.Count == 0)
            _waits.Remove(name);
        return true;
    }

    /// <summary>Gives an event to the wait that is first in line, or keeps it.</summary>
    public void Raise(HistoryEvent raised)
    {
        var name = raised.EventRaised.Name;
        if (_waits.TryGetValue(name, out var waits))
        {
            var first = waits.First!;
            Remove(name, first);
            first.Value.Complete(raised.EventRaised.Input, converter);
        }
        else
        {
            Keep(raised);
        }
    }

    /// <summary>Forgets the kept events.</summary>
    public void Clear() => _arrived.Clear();

    /// <summary>Keeps an event without giving it to anybody.</summary>
    public void Keep(HistoryEvent raised)
    {
        if (!_arrived.TryGetValue(raised.EventRaised.Name, out var queue))
            _arrived.Add(raised.EventRaised.Name, queue = new Queue<(long, HistoryEvent)>());
        queue.Enqueue((_order++, raised));
    }
}
