namespace Pipeline.Functions.Hosting;

/// <summary>Does something again and again while the server runs. A time that fails is told in the log, and made up for by the next.</summary>
/// <param name="what">What it does, as the log's sentence begins: <c>Looking at schedules</c>.</param>
/// <param name="time">Measures the pauses.</param>
/// <param name="logger">Is told of failures.</param>
internal abstract partial class RecurringService(string what, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>How long after the server's start it is done for the first time.</summary>
    protected virtual TimeSpan First => TimeSpan.Zero;

    /// <summary>How long after a failure it is tried again.</summary>
    protected abstract TimeSpan AfterFailure { get; }

    /// <summary>Does it once.</summary>
    /// <returns>How long until the next time.</returns>
    protected abstract Task<TimeSpan> WorkAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whatever else the server starts need not wait for this.
        await Task.Yield();
        try
        {
            for (var pause = First; ; pause = await TryAsync(stoppingToken))
                await Task.Delay(pause, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task<TimeSpan> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await WorkAsync(stoppingToken);
        }
#pragma warning disable CA1031 // Whatever went wrong, the next time makes up for it.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(what, AfterFailure.TotalSeconds, exception);
            return AfterFailure;
        }
    }

    [LoggerMessage(LogLevel.Error, "{What} failed; it is tried again in {Seconds} s.")]
    private partial void LogFailed(string what, double seconds, Exception exception);
}
