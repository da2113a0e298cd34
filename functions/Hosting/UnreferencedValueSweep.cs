using Pipeline.Storage;
using Pipeline.Storage.Azure;

namespace Pipeline.Functions.Hosting;

/// <summary>
/// Removes what interrupted and replaced writes of large values left in a storage account. Nobody misses it, so a sweep that fails is left
/// to the next one.
/// </summary>
internal sealed partial class UnreferencedValueSweep(AzureStorage storage, ILogger<UnreferencedValueSweep> logger)
{
    // Far longer than any write takes between its blob and its row.
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <summary>Looks through the account once.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await storage.DeleteUnreferencedValuesAsync(Age, cancellationToken) is var removed and > 0)
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
