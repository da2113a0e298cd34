namespace Pipeline.Durable.Replay;

/// <summary>
/// Keeps an orchestrator on one thread at a time: its continuations run inline, in the order of the history, on the thread that advances the
/// session. A continuation that comes from another thread means that the orchestrator awaited something outside its context.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private int _owner;
    private volatile bool _wasLeft;

    /// <summary>Whether a continuation came from another thread. What it would have done is lost, so the orchestrator cannot go on.</summary>
    public bool WasLeft => _wasLeft;

    private bool IsCurrent => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _owner, Environment.CurrentManagedThreadId, 0) != 0)
            throw new InvalidOperationException("The session is being advanced already: one turn of an instance at a time.");
        SetSynchronizationContext(this);
    }

    public void Leave()
    {
        SetSynchronizationContext(null);
        Volatile.Write(ref _owner, 0);
    }

    /// <summary>Runs what was posted (by <c>Task.Yield</c>, or because the stack was deep), until nothing is left.</summary>
    public void Pump()
    {
        while (_posted.TryDequeue(out var next))
            next.Callback(next.State);
    }

    /// <summary>Refuses a call of the context from code that is not the orchestrator's.</summary>
    public void EnsureCurrent()
    {
        if (IsCurrent)
            return;
        _wasLeft = true;
        throw new InvalidOperationException(
            "The orchestration context is used outside the orchestrator's own thread. Use it only in orchestrator code: no Task.Run, no "
            + "ContinueWith, no ConfigureAwait(false), and not after the orchestrator has returned.");
    }

    /// <summary>Whether a cancellation or the like happens in orchestrator code; if not, the orchestrator is marked as having left its thread.</summary>
    public bool IsCurrentOrMarkLeft()
    {
        if (IsCurrent)
            return true;
        _wasLeft = true;
        return false;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
            _posted.Enqueue((d, state));
        else
            _wasLeft = true;
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        EnsureCurrent();
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
