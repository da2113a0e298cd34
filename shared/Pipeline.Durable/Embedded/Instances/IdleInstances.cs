using Pipeline.Durable.Embedded.Store;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>
/// The instances that wait for something far off, in the order in which they came to rest. They leave memory after a while, or at once when
/// there are too many of them or memory is short; whatever wakes one reads it again.
/// </summary>
internal sealed class IdleInstances : IDisposable
{
    // Giving pages back to the system costs a full collection: only when a crowd has left.
    private const int Crowd = 500;

    private readonly Lock _gate = new();
    private readonly Queue<(InstanceActor Actor, long RestId, long Since)> _resting = new();
    private readonly EmbeddedDurableTaskOptions _options;
    private readonly TimeProvider _time;
    private readonly InstanceDirectory _directory;
    private readonly IOrchestrationStore _store;
    private readonly ITimer _timer;
    private bool _isArmed;
    private int _left;

    public IdleInstances(EmbeddedDurableTaskOptions options, TimeProvider time, InstanceDirectory directory, IOrchestrationStore store)
    {
        _options = options;
        _time = time;
        _directory = directory;
        _store = store;
        _timer = time.CreateTimer(static idle => ((IdleInstances)idle!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that an instance rests.</summary>
    public void Add(InstanceActor actor, long rest)
    {
        lock (_gate)
        {
            _resting.Enqueue((actor, rest, _time.GetTimestamp()));
            Arm();
        }

        while (_directory.Count > _options.MaxLoadedInstances && EvictNext(Timeout.InfiniteTimeSpan))
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        lock (_gate)
            _isArmed = false;
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        var isShort = memory.HighMemoryLoadThresholdBytes > 0 && memory.MemoryLoadBytes >= memory.HighMemoryLoadThresholdBytes;
        while (EvictNext(isShort ? Timeout.InfiniteTimeSpan : _options.IdleTimeout))
        {
        }

        lock (_gate)
            if (_resting.Count > 0)
                Arm();
        if (Interlocked.Exchange(ref _left, 0) is var left and >= Crowd)
        {
            _directory.Log.Evicted(left);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    // Takes the instance that has rested longest, if that is long enough; infinite: however short.
    private bool EvictNext(TimeSpan after)
    {
        (InstanceActor Actor, long RestId, long Since) next;
        lock (_gate)
        {
            if (!_resting.TryPeek(out next) || (after != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(next.Since) < after))
                return false;
            _resting.Dequeue();
        }

        // One that was woken since is in the queue again, or will be.
        var head = next.Actor.Head;
        if (head is not null && _directory.TryEvict(next.Actor, next.RestId))
        {
            Interlocked.Increment(ref _left);
            _directory.Track(ParkAsync(head));
        }

        return true;
    }

    private async Task ParkAsync(InstanceHead head)
    {
        try
        {
            await _store.ParkAsync(head);
        }
        catch (Exception exception)
        {
            // It only helps the next start find less to do.
            _directory.Log.ParkingFailed(head.InstanceId, exception);
        }
    }

    private void Arm()
    {
        if (_isArmed)
            return;
        _isArmed = true;
        _timer.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
    }
}
