namespace Pipeline.Functions.Observability;

/// <summary>A value of storage that may be a little old: whoever looks at it gets the last one at once and sees to it that a newer one is read.</summary>
/// <param name="read">Reads it.</param>
/// <param name="age">How old it may become.</param>
/// <param name="time">Tells its age.</param>
/// <param name="failed">Told of a reading that failed; the last value stays, and the next look is after <paramref name="age"/>.</param>
internal sealed class RefreshedValue<T>(Func<CancellationToken, Task<T>> read, TimeSpan age, TimeProvider time, Action<Exception> failed) : IAsyncDisposable
    where T : class
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource disposal = new();
    private volatile T? value;
    private Task? reading;
    private DateTimeOffset? begun;
    private bool isDisposed;

    /// <summary>The last value that was read; null while there is none. Never waits.</summary>
    public T? Peek()
    {
        Refresh();
        return value;
    }

    /// <summary>Waits for a newer value when the last one is too old.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => Refresh().WaitAsync(cancellationToken);

    /// <summary>Reads no more, and waits for the reading that is under way. The last value stays.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? last;
        lock (gate)
        {
            if (isDisposed)
                return;
            isDisposed = true;
            last = reading;
        }

        await disposal.CancelAsync();
        await (last ?? Task.CompletedTask);
        disposal.Dispose();
    }

    private Task Refresh()
    {
        lock (gate)
        {
            if (isDisposed)
                return Task.CompletedTask;
            if (reading is null || (reading.IsCompleted && begun <= time.GetUtcNow() - age))
            {
                begun = time.GetUtcNow();
                using (ExecutionContext.SuppressFlow())
                    reading = Task.Run(ReadAsync);
            }

            return reading;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            value = await read(disposal.Token);
        }
        catch (OperationCanceledException) when (disposal.IsCancellationRequested)
        {
            // The program stops.
        }
#pragma warning disable CA1031 // Nobody waits for it who could do anything about it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failed(exception);
        }
    }
}
