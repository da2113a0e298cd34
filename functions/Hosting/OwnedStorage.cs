using Pipeline.Storage;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;

namespace Pipeline.Functions.Hosting;

/// <summary>The storage that the operator chose, owned by this process alone until it is disposed.</summary>
internal sealed class OwnedStorage : IAsyncDisposable
{
    // The service lets a crashed owner's lease lapse after 30 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    private readonly StorageLease? _lease;

    private OwnedStorage(IStorage storage, StorageLease? lease, string place)
    {
        Storage = storage;
        _lease = lease;
        Place = place;
    }

    /// <summary>The storage.</summary>
    public IStorage Storage { get; }

    /// <summary>Where it is, for people.</summary>
    public string Place { get; }

    /// <summary>Cancelled when another process owns it or soon may: stop at once.</summary>
    public CancellationToken Lost => _lease?.Lost ?? CancellationToken.None;

    /// <summary>Opens the configured account or the data folder, and becomes its owner.</summary>
    /// <param name="options">Which.</param>
    /// <param name="output">Told when that takes a while.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageException">It cannot be opened, or another process owns it.</exception>
    /// <exception cref="FormatException">A setting is not understood.</exception>
    public static async Task<OwnedStorage> OpenAsync(ServerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var storage = await ConfiguredStorage.OpenAsync(options.Configuration, options.DataFolder, TimeProvider.System, cancellationToken);
        if (storage is not AzureStorage account)
            return new OwnedStorage(storage, null, storage is EmbeddedStorage embedded ? embedded.Folder : storage.ToString()!);

        try
        {
            return new OwnedStorage(storage, await AcquireAsync(account, output, cancellationToken), $"the storage account '{account.Account.Name}'");
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
            await _lease.DisposeAsync();
        await Storage.DisposeAsync();
    }

    private static async Task<StorageLease> AcquireAsync(AzureStorage account, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            return await StorageLease.AcquireAsync(account, TimeProvider.System, TimeSpan.Zero, cancellationToken);
        }
        catch (StorageAccountInUseException exception)
        {
            await output.WriteLineAsync($"{exception.Message} If it has crashed, its ownership lapses within {Patience.TotalSeconds:0} s; waiting for that.");
            return await StorageLease.AcquireAsync(account, TimeProvider.System, Patience, cancellationToken);
        }
    }
}
