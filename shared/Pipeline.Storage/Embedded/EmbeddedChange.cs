namespace Pipeline.Storage.Embedded;

/// <summary>A change that waits for the writer, and the caller that waits for the change.</summary>
internal abstract class EmbeddedChange(CancellationToken cancellationToken)
{
    protected CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>True when the caller has given up; the change must not run then.</summary>
    public bool IsCanceled => CancellationToken.IsCancellationRequested;

    /// <summary>Runs the statements and keeps what they returned until the transaction is on disk.</summary>
    public abstract void Apply(EmbeddedConnection connection);

    /// <summary>The transaction is on disk.</summary>
    public abstract void Complete();

    /// <summary>The change failed; none of its statements has an effect.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>The caller gave up in time.</summary>
    public abstract void Cancel();
}

/// <inheritdoc/>
internal sealed class EmbeddedChange<T>(Func<EmbeddedConnection, T> change, CancellationToken cancellationToken) : EmbeddedChange(cancellationToken)
{
    // Continuations must not run on the writer's thread: the next commit would wait for them.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    /// <summary>Ends when the change is on disk, has failed or was given up.</summary>
    public Task<T> Completion => _completion.Task;

    public override void Apply(EmbeddedConnection connection) => _result = change(connection);

    public override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    public override void Cancel() => _completion.TrySetCanceled(CancellationToken);
}
