using System.Collections.Concurrent;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Azure;

/// <summary>Tables and blobs of an Azure storage account, or of the emulator.</summary>
public sealed class AzureStorage : IStorage
{
    private readonly StoragePipeline _tables;
    private readonly StoragePipeline _blobs;
    private readonly SpilledValues _spilled;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, AzureBlobs> _containers = new(StringComparer.Ordinal);

    /// <summary>Connects to nothing yet; the first request does.</summary>
    public AzureStorage(StorageAccount account, TimeProvider time, StorageClientOptions? options = null)
    {
        Account = account;
        _time = time;
        options ??= new StorageClientOptions();
        _tables = new StoragePipeline(account, StorageService.Table, options, time);
        _blobs = new StoragePipeline(account, StorageService.Blob, options, time);
        _spilled = new SpilledValues(Container(SpilledValues.Container));
    }

    /// <summary>The account.</summary>
    public StorageAccount Account { get; }

    /// <inheritdoc/>
    public ITable Table(string name) => new AzureTable(TableClient(StorageNames.Table(name)), _spilled);

    /// <inheritdoc/>
    public IBlobs Blobs(string container) =>
        _containers.GetOrAdd(StorageNames.Container(container), static (name, storage) => new AzureBlobs(storage.Container(name)), this);

    /// <summary>
    /// Removes the blobs of large values that no row refers to (any more), among those older than <paramref name="age"/>, and returns their
    /// number. Run it daily or so with an age, such as a day, far longer than any write takes.
    /// </summary>
    public Task<int> DeleteUnreferencedValuesAsync(TimeSpan age, CancellationToken cancellationToken = default) =>
        _spilled.DeleteUnreferencedAsync(TableClient, _time.GetUtcNow() - age, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal BlobContainerClient Container(string name) => new(_blobs, name);

    private TableClient TableClient(string name) => new(_tables, name);
}
