using Pipeline.Storage;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;

namespace Pipeline.Functions.Hosting;

/// <summary>The storage that the operator chose, owned by this process alone until it is disposed; shared with others under the Functions host.</summary>
internal sealed class OwnedStorage : IAsyncDisposable
{
    // On top of the time after which the service lets a crashed owner's lease lapse.
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(5);

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

    /// <summary>A storage that is open already.</summary>
    public static OwnedStorage Of(IStorage storage) => new(storage, null, storage is EmbeddedStorage embedded ? embedded.Folder : storage.ToString()!);

    /// <summary>Opens the configured account or the data folder, and becomes its owner.</summary>
    /// <param name="options">Which.</param>
    /// <param name="output">Told when that takes a while.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageException">It cannot be opened, or another process owns it.</exception>
    /// <exception cref="FormatException">A setting is not understood.</exception>
    public static async Task<OwnedStorage> OpenAsync(ServerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        if (options.Mode is HostingMode.Functions)
            return OpenShared(options);

        var storage = await ConfiguredStorage.OpenAsync(options.Configuration, options.DataFolder, TimeProvider.System, cancellationToken);
        if (storage is not AzureStorage account)
            return Of(storage);

        try
        {
            return new OwnedStorage(storage, await AcquireAsync(account, options.LeaseDuration, output, cancellationToken), $"the storage account '{account.Account.Name}'");
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

    // Many processes serve at once; what only one of them may do, the Functions host gives to one.
    private static OwnedStorage OpenShared(ServerOptions options)
    {
        var account = ConfiguredStorage.FindAccount(options.Configuration)
            ?? throw new StartupException("AzureWebJobsStorage is not set. Under the Functions host everything is kept in a storage account: set its connection string, or AzureWebJobsStorage__accountName.");
        return new OwnedStorage(new AzureStorage(account, TimeProvider.System), null, $"the storage account '{account.Name}'");
    }

    private static async Task<StorageLease> AcquireAsync(
        AzureStorage account, TimeSpan duration, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            return await StorageLease.AcquireAsync(account, TimeProvider.System, TimeSpan.Zero, duration, cancellationToken);
        }
        catch (StorageAccountInUseException exception)
        {
            var patience = duration + Allowance;
            await output.WriteLineAsync($"{exception.Message} If it has crashed, its ownership lapses within {patience.TotalSeconds:0} s; waiting for that.");
            await output.FlushAsync(cancellationToken);
            return await StorageLease.AcquireAsync(account, TimeProvider.System, patience, duration, cancellationToken);
        }
    }
}
