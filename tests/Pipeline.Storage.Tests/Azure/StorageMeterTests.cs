using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Pipeline.Testing.Servers;

namespace Pipeline.Storage.Tests.Azure;

public sealed class StorageMeterTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Every_request_is_counted_by_what_it_did()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var name = "t" + Guid.NewGuid().ToString("N");
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Pipeline.Storage", Name: "storage.transactions" })
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (values["storage.resource"] == name)
                counted.Enqueue($"{values["storage.service"]} {values["storage.operation"]}");
        });
        listener.Start();

        var (storage, network) = await DisturbedStorage.OpenAsync(azurite);
        using var _ = network;
        var etag = await storage.Table(name).InsertAsync(new TableRow("p", "r", default), cancellation);
        network.Disturb(Disturbance.Busy);
        await storage.Table(name).UpdateAsync(new TableRow("p", "r", default) { ETag = etag }, cancellation);
        await storage.Table(name).TransactAsync("p", [new TableOperation.Upsert("r", default)], cancellation);
        await storage.Blobs(name).AppendAsync("log", new byte[1], cancellation);
        await storage.Blobs(name).AppendAsync("log", new byte[1], cancellation);

        Assert.Equal(
            [
                "table InsertEntity", "table CreateTable", "table InsertEntity",
                "table UpdateEntity", "table UpdateEntity",
                "table SubmitTransaction",
                "blob PutBlob", "blob CreateContainer", "blob PutBlob", "blob AppendBlock",
                "blob AppendBlock",
            ],
            counted);
    }
}
