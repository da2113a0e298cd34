using Pipeline.Durable.Embedded.Store;

namespace Pipeline.Durable.Embedded.Timers;

/// <summary>
/// When which instance is to be woken. Holds one moment an instance and one timer of the clock, for the earliest: those who sleep cost
/// neither a thread nor polling.
/// </summary>
internal sealed class WakeupQueue : IDisposable
{
    // The clock's timers take at most about 49 days; for a later moment the timer fires early, finds nothing due and is set anew.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(40);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Wakeup, DateTimeOffset> _queue = new();
    private readonly Dictionary<string, DateTimeOffset> _moments = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly Action<string> _wake;
    private readonly ITimer _timer;
    private DateTimeOffset? _armedFor;
    private bool _disposed;

    public WakeupQueue(TimeProvider time, Action<string> wake)
    {
        _time = time;
        _wake = wake;
        _timer = time.CreateTimer(static queue => ((WakeupQueue)queue!).WakeDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many instances sleep until a moment.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _moments.Count;
        }
    }

    /// <summary>How many settings are held, with those that were replaced.</summary>
    internal int Entries => _queue.Count;

    /// <summary>Sets the moment at which an instance is to be woken, in place of an earlier setting; null: not at all.</summary>
    public void Set(string instanceId, DateTimeOffset? at)
    {
        lock (_gate)
        {
            if (at is not { } moment)
            {
                _moments.Remove(instanceId);
                return;
            }

            if (_moments.TryGetValue(instanceId, out var known) && known == moment)
                return;
            _moments[instanceId] = moment;
            _queue.Enqueue(new Wakeup(instanceId, moment), moment);

            // Replaced settings stay in the queue until their time; when they outnumber the valid ones it is made anew.
            if (_queue.Count > 64 && _queue.Count > 2 * _moments.Count)
                Rebuild();
            Arm();
        }
    }

    /// <summary>Sets a moment unless an earlier one is set.</summary>
    public void SetEarlier(string instanceId, DateTimeOffset at)
    {
        lock (_gate)
            if (!_moments.TryGetValue(instanceId, out var known) || known > at)
                Set(instanceId, at);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
    }

    private void Rebuild()
    {
        _queue.Clear();
        foreach (var (id, moment) in _moments)
            _queue.Enqueue(new Wakeup(id, moment), moment);
    }

    private void WakeDue()
    {
        var due = new List<string>();
        lock (_gate)
        {
            _armedFor = null;
            var now = _time.GetUtcNow();
            while (_queue.TryPeek(out var first, out _) && (first.At <= now || !IsCurrent(first)))
            {
                _queue.Dequeue();
                if (IsCurrent(first))
                {
                    _moments.Remove(first.InstanceId);
                    due.Add(first.InstanceId);
                }
            }

            Arm();
        }

        foreach (var instance in due)
            _wake(instance);
    }

    private bool IsCurrent(Wakeup wakeup) => _moments.TryGetValue(wakeup.InstanceId, out var moment) && moment == wakeup.At;

    private void Arm()
    {
        if (_disposed || !_queue.TryPeek(out var first, out _) || _armedFor <= first.At)
            return;
        _armedFor = first.At;
        var wait = first.At - _time.GetUtcNow();

        // Rounded up to the clock's milliseconds, or the timer would fire a moment too early and be set again and again.
        var milliseconds = Math.Ceiling(Math.Clamp(wait.TotalMilliseconds, 0, s_longestWait.TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
