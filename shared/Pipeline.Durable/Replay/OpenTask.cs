using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Replay;

/// <summary>Something the orchestrator waits for. Completing it runs the waiting code at once, on the caller's thread.</summary>
internal abstract class OpenTask(string name, string? childInstanceId)
{
    /// <summary>What was called.</summary>
    public string Name { get; } = name;

    /// <summary>The child's instance id when this is a sub-orchestration.</summary>
    public string? ChildInstanceId { get; } = childInstanceId;

    /// <summary>What gives the task up when its caller's token is cancelled; let go when the task ends otherwise.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    public abstract void Complete(string? data, DataConverter converter);

    public abstract void Fail(Exception error);

    public abstract void Cancel(CancellationToken cancellationToken);
}

internal sealed class OpenTask<TResult>(string name, string? childInstanceId = null) : OpenTask(name, childInstanceId)
{
    // Continuations run inline on purpose: that is what makes the order of execution the order of the history.
    private readonly TaskCompletionSource<TResult> _completion = new();

    public Task<TResult> Task => _completion.Task;

    public override void Complete(string? data, DataConverter converter)
    {
        Cancellation.Unregister();
        TResult result;
        try
        {
            result = converter.Deserialize<TResult>(data)!;
        }
#pragma warning disable CA1031 // A result that cannot be read fails the code that waits for it, whatever the converter throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _completion.TrySetException(error);
            return;
        }
        _completion.TrySetResult(result);
    }

    public override void Fail(Exception error) => _completion.TrySetException(error);

    public override void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
