using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Durable.Embedded.Store.Tables;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

[assembly: AssemblyFixture(typeof(AzuriteServer))]

namespace Pipeline.Durable.Tests.Embedded.Store;

public sealed class SqliteOrchestrationStoreTests : OrchestrationStoreConformance, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedDatabase? _database;

    private protected override bool HasOneOwner => true;

    public async ValueTask InitializeAsync() => _database = await EmbeddedDatabase.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _database!.DisposeAsync();
        _folder.Dispose();
    }

    private protected override async Task<IOrchestrationStore> OpenAsync()
    {
        var store = new SqliteOrchestrationStore(_database!);
        await store.OpenAsync(Cancellation);
        return store;
    }
}

public sealed class TableOrchestrationStoreTests : OrchestrationStoreConformance, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage? _storage;

    public async ValueTask InitializeAsync() => _storage = await EmbeddedStorage.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _storage!.DisposeAsync();
        _folder.Dispose();
    }

    private protected override async Task<IOrchestrationStore> OpenAsync()
    {
        var store = new TableOrchestrationStore(_storage!.Table("durable"), TimeProvider.System);
        await store.OpenAsync(Cancellation);
        return store;
    }
}

public sealed class AzureOrchestrationStoreTests(AzuriteServer azurite) : OrchestrationStoreConformance
{
    private readonly string _table = $"durable{Guid.NewGuid():N}";

    private protected override async Task<IOrchestrationStore> OpenAsync()
    {
        var storage = new AzureStorage(StorageConnectionString.Parse(await azurite.GetConnectionStringAsync()), TimeProvider.System);
        var store = new TableOrchestrationStore(storage.Table(_table), TimeProvider.System);
        await store.OpenAsync(Cancellation);
        return store;
    }
}
