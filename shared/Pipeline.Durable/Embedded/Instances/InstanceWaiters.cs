using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>Who waits in this process for an instance to start or to end. They are told by the turn that brings it about.</summary>
internal sealed class InstanceWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Waiter>> _waiters = new(StringComparer.Ordinal);
    private bool _stopped;

    /// <summary>Begins to wait; dispose of the waiter to stop.</summary>
    public Waiter Wait(string instanceId, bool forEnd)
    {
        var waiter = new Waiter(this, instanceId, forEnd);
        lock (_gate)
        {
            if (!_waiters.TryGetValue(instanceId, out var waiters))
                _waiters.Add(instanceId, waiters = []);
            waiters.Add(waiter);
            if (_stopped)
                waiter.GiveUp();
        }

        return waiter;
    }

    /// <summary>Tells those who wait that an instance is at a new point; null: it is no more.</summary>
    public void Tell(string instanceId, InstanceHead? head)
    {
        lock (_gate)
            if (_waiters.TryGetValue(instanceId, out var waiters))
                foreach (var waiter in waiters)
                    waiter.Tell(head);
    }

    /// <summary>The backend stops: nobody will be told any more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var waiter in _waiters.Values.SelectMany(static waiters => waiters))
                waiter.GiveUp();
        }
    }

    private void Remove(Waiter waiter)
    {
        lock (_gate)
            if (_waiters.TryGetValue(waiter.InstanceId, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
                _waiters.Remove(waiter.InstanceId);
    }

    /// <summary>One who waits.</summary>
    internal sealed class Waiter(InstanceWaiters owner, string instanceId, bool forEnd) : IDisposable
    {
        private readonly TaskCompletionSource<InstanceHead?> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string InstanceId => instanceId;

        /// <summary>The head at the point that was waited for; null when the instance is no more.</summary>
        public Task<InstanceHead?> Reached => _reached.Task;

        /// <summary>Looks whether a head is at the point.</summary>
        public void Tell(InstanceHead? head)
        {
            if (head is null || head.IsFinished || (!forEnd && head.Status != OrchestrationStatus.Pending))
                _reached.TrySetResult(head);
        }

        /// <summary>Ends the waiting without an answer.</summary>
        public void GiveUp() => _reached.TrySetException(new OperationCanceledException("The durable backend was stopped. The instance goes on after the next start."));

        public void Dispose() => owner.Remove(this);
    }
}
