using Pipeline.Storage;
using Pipeline.Storage.Azure;

namespace Pipeline.Functions.Hosting;

/// <summary>
/// Removes once a day what interrupted and replaced writes of large values left in a storage account. Nobody misses it, so a sweep that fails
/// is left to the next day.
/// </summary>
internal sealed partial class UnreferencedValueSweep(AzureStorage storage, TimeProvider time, ILogger<UnreferencedValueSweep> logger) : BackgroundService
{
    // Starts have more urgent things to do.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Period = TimeSpan.FromDays(1);

    // Far longer than any write takes between its blob and its row.
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var wait = First; ; wait = Period)
            {
                await Task.Delay(wait, time, stoppingToken);
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await storage.DeleteUnreferencedValuesAsync(Age, stoppingToken) is var removed and > 0)
                LogRemoved(removed);
        }
        catch (StorageException exception)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Count} large values that nothing referred to from the storage account.")]
    private partial void LogRemoved(int count);

    [LoggerMessage(LogLevel.Warning, "Looking for large values that nothing refers to failed; the next look is in a day.")]
    private partial void LogFailed(Exception exception);
}
