using Pipeline.Storage.Azure;
using Pipeline.Testing.Servers;

namespace Pipeline.Storage.Tests.Conformance;

public sealed class AzureTableConformanceTests(AzuriteServer azurite) : TableConformance, IAsyncLifetime
{
    public ValueTask InitializeAsync() => OpenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async ValueTask<ITable> OpenTableAsync(string name) => (await azurite.OpenStorageAsync()).Table(name);
}

public sealed class AzureBlobConformanceTests(AzuriteServer azurite) : BlobConformance, IAsyncLifetime
{
    public ValueTask InitializeAsync() => OpenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async ValueTask<IBlobs> OpenBlobsAsync(string container) => (await azurite.OpenStorageAsync()).Blobs(container);
}

internal static class AzuriteStorage
{
    public static async ValueTask<AzureStorage> OpenStorageAsync(this AzuriteServer azurite) =>
        new(StorageConnectionString.Parse(await azurite.GetConnectionStringAsync()), TimeProvider.System);
}
