using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Storage.Tests.Conformance;

/// <summary>One data folder for all conformance tests of a class.</summary>
public sealed class EmbeddedStorageFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public EmbeddedStorage Storage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Storage = await EmbeddedStorage.OpenAsync(_folder.Path, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class EmbeddedTableConformanceTests(EmbeddedStorageFixture fixture) : TableConformance, IClassFixture<EmbeddedStorageFixture>, IAsyncLifetime
{
    protected override int Histories => 50;

    public ValueTask InitializeAsync() => OpenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<ITable> OpenTableAsync(string name) => new(fixture.Storage.Table(name));
}

public sealed class EmbeddedBlobConformanceTests(EmbeddedStorageFixture fixture) : BlobConformance, IClassFixture<EmbeddedStorageFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => OpenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<IBlobs> OpenBlobsAsync(string container) => new(fixture.Storage.Blobs(container));
}
