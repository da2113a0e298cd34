using Pipeline.Testing.Servers;

namespace Pipeline.Storage.Tests.Conformance;

public sealed class AzureTableConformanceTests(AzuriteServer azurite) : TableConformance, IAsyncLifetime
{
    protected override int Histories => 25;

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
