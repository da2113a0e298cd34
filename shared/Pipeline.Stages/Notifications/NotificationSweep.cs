using Microsoft.Extensions.Logging;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Notifications;

/// <summary>Looks through all runs that have notifications: what was missed is derived, what is due is delivered, what is over is taken off the list.</summary>
public sealed partial class NotificationSweep(RunStore store, NotificationDispatch dispatch, TimeProvider time, ILogger<NotificationSweep> logger)
{
    /// <summary>A start or a restart in progress is left on the list for this long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private const int AtOnce = 8;

    /// <summary>Looks once. Doing it at any time, and anywhere several times at once, does no harm.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        store.Notifications.ListWatchedAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (watched, cancellation) =>
        {
            try
            {
                var progress = await dispatch.RunAsync(watched.Run, cancellation);
                if (progress.IsOver && time.GetUtcNow() - watched.Since > Grace)
                    await store.Notifications.ForgetAsync(watched.Run, watched.Version, cancellation);
            }
#pragma warning disable CA1031 // One run that cannot be read must not keep the others from being told of.
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(exception, watched.Run);
            }
        });

    [LoggerMessage(LogLevel.Error, "The notifications of run {run} could not be looked through; the next look is in a minute at most.")]
    private partial void LogFailed(Exception exception, string run);
}
