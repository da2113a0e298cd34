namespace Pipeline.Durable.Embedded.Activities;

/// <summary>Runs activities on the thread pool, a bounded number at the same time; the others wait in order.</summary>
internal sealed class ActivityQueue(int maxConcurrent, Func<ActivityCall, Task> run)
{
    private readonly Lock _gate = new();
    private readonly Queue<ActivityCall> _waiting = new();
    private TaskCompletionSource? _drained;
    private int _running;
    private bool _stopped;

    /// <summary>Runs an activity as soon as there is room.</summary>
    public void Enqueue(ActivityCall call)
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            if (_running == maxConcurrent)
            {
                _waiting.Enqueue(call);
                return;
            }

            _running++;
        }

        Begin(call);
    }

    /// <summary>Begins no further activity and ends when those that run have.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            _waiting.Clear();
            if (_running == 0)
                return Task.CompletedTask;
            return (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void Begin(ActivityCall call) =>
        ThreadPool.UnsafeQueueUserWorkItem(static start => _ = start.Queue.RunAsync(start.Call), (Queue: this, Call: call), preferLocal: true);

    private async Task RunAsync(ActivityCall call)
    {
        await run(call);
        ActivityCall? next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next) && --_running == 0)
                _drained?.TrySetResult();
        }

        if (next is not null)
            Begin(next);
    }
}
