using System.Collections.Concurrent;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>The instances in memory. One that is addressed and not there comes into memory by being read from the store.</summary>
internal sealed class InstanceDirectory : IDisposable
{
    private static readonly TimeSpan s_firstBackOff = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestBackOff = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, InstanceActor> _actors = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly InstanceTurns _turns;
    private readonly IdleInstances _idle;

    // Counts what runs, and 1 for the directory itself until it is stopped.
    private int _running = 1;

    /// <summary>An empty directory.</summary>
    /// <param name="options">How many instances may stay, and how long.</param>
    /// <param name="store">Is told which instances leave.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where failures of single instances are told.</param>
    /// <param name="turns">Makes what takes the turns of this directory's instances.</param>
    public InstanceDirectory(
        EmbeddedDurableTaskOptions options, IOrchestrationStore store, TimeProvider time, EmbeddedDurableTaskLog log, Func<InstanceDirectory, InstanceTurns> turns)
    {
        _time = time;
        Log = log;
        _idle = new IdleInstances(options, time, this, store);
        _turns = turns(this);
    }

    /// <summary>Where failures of single instances are told.</summary>
    public EmbeddedDurableTaskLog Log { get; }

    /// <summary>How many instances are in memory.</summary>
    public int Count => _actors.Count;

    /// <summary>No further turn begins.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Gives an instance a message, or with null only wakes it.</summary>
    public void Post(string instanceId, InboxMessage? message)
    {
        while (true)
        {
            var actor = _actors.GetOrAdd(instanceId, static (id, directory) => new InstanceActor(id, directory, directory._turns), this);
            if (actor.TryPost(message))
                return;
            Remove(actor);
        }
    }

    /// <summary>Lets an instance that was just stored begin, without reading it again.</summary>
    public void Begin(InstanceHead head, HistoryEvent started)
    {
        var actor = new InstanceActor(head.InstanceId, this, _turns);
        actor.Adopt(new LoadedExecution(head, [started]));
        if (_actors.TryAdd(head.InstanceId, actor))
            actor.TryPost(null);
        else
            Post(head.InstanceId, null);
    }

    /// <summary>Runs an instance on the thread pool.</summary>
    public void Run(InstanceActor actor)
    {
        Interlocked.Increment(ref _running);
        ThreadPool.UnsafeQueueUserWorkItem(actor, preferLocal: false);
    }

    /// <summary>What was counted as running has ended.</summary>
    public void Ran()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _stopped.TrySetResult();
    }

    /// <summary>Has something else that runs waited for when the directory stops.</summary>
    public void Track(Task task)
    {
        Interlocked.Increment(ref _running);
        task.ContinueWith(static (_, directory) => ((InstanceDirectory)directory!).Ran(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>An instance has nothing to do at the moment.</summary>
    public void Rested(InstanceActor actor, long rest, bool isLoaded, bool isIdle)
    {
        if (!isLoaded)
            TryEvict(actor, rest);
        else if (isIdle)
            _idle.Add(actor, rest);
    }

    /// <summary>Lets an instance leave memory, unless it was woken since that rest.</summary>
    public bool TryEvict(InstanceActor actor, long rest)
    {
        if (!actor.TryClose(rest))
            return false;
        Remove(actor);
        return true;
    }

    /// <summary>Waits before something that failed is tried again: longer with every attempt, not at all once the directory stops.</summary>
    public async Task BackOffAsync(string instanceId, int attempt, Exception exception)
    {
        if (IsStopping)
            return;
        var wait = TimeSpan.FromTicks(Math.Min(s_longestBackOff.Ticks, s_firstBackOff.Ticks << Math.Min(attempt - 1, 16)));
        Log.TriedInVain(instanceId, attempt, wait, exception);
        await Task.Delay(wait, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Lets the turns that run come to their end and begins no others.</summary>
    public async Task StopAsync()
    {
        if (!IsStopping)
        {
            await _stopping.CancelAsync();
            Ran();
        }

        await _stopped.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _idle.Dispose();
        _stopping.Dispose();
    }

    private void Remove(InstanceActor actor) => _actors.TryRemove(KeyValuePair.Create(actor.Id, actor));
}
