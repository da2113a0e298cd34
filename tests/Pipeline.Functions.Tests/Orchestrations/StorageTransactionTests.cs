using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Pipeline.Definitions;
using Pipeline.Storage;
using Pipeline.Storage.Azure;
using Pipeline.Testing;
using Pipeline.Testing.Servers;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>What a stage costs in a storage account, which bills by the transaction: counted on the real table service's emulator.</summary>
[Collection(nameof(StorageTransactionTests))]
[CollectionDefinition(nameof(StorageTransactionTests), DisableParallelization = true)]
public sealed class StorageTransactionTests(AzuriteServer azurite)
{
    private const int MostPerStage = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stage_of_one_step_costs_at_most_four_transactions() =>
        await MeasureAsync("feature.precondition", """{ "expression": "${true}" }""");

    [Fact]
    public async Task Webhook_costs_at_most_four_transactions()
    {
        await using var server = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);

        await MeasureAsync("feature.webhook", $$"""{ "url": "{{server.Url}}" }""");
    }

    private async Task MeasureAsync(string type, string with)
    {
        var (few, _) = await CountAsync(5, type, with);
        var (many, operations) = await CountAsync(25, type, with);
        var perStage = (many - few) / 20.0;

        var figure = string.Create(CultureInfo.InvariantCulture, $"{type}: {perStage} transactions a stage ({few} for 5 stages, {many} for 25)");
        TestContext.Current.TestOutputHelper?.WriteLine($"{figure}\n{operations}");
        Assert.True(perStage <= MostPerStage, $"{figure}\n{operations}");
    }

    /// <summary>The transactions of a run of stages one behind the other, from its start to its end.</summary>
    private async Task<(long Count, string Operations)> CountAsync(int stages, string type, string with)
    {
        // The account is the run's own, as far as the count goes: tables of other names are other tests'.
        var suffix = Guid.NewGuid().ToString("N")[..12];
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "storage.transactions")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString() ?? "");
            if (named["storage.resource"].Contains(suffix, StringComparison.OrdinalIgnoreCase))
                counts.AddOrUpdate($"{named["storage.operation"]} {named["storage.resource"]}", value, (_, count) => count + value);
        });
        var account = new AzureStorage(StorageConnectionString.Parse(await azurite.GetConnectionStringAsync()), TimeProvider.System);
        await using var runs = await StartAsync(new SuffixedStorage(account, suffix));
        listener.Start();
        var run = await runs.RunAsync(
            [.. Enumerable.Range(0, stages).Select(index => Stage($"s{index}", type, with, index == 0 ? [] : [$"s{index - 1}"]))]);
        await Eventually.GetAsync(
            async () => await runs.Get<Durable.Client.DurableTaskClient>().WaitForInstanceCompletionAsync(
                Stages.Runs.RunDocument.InstanceOf(run, 1), cancellation: Cancellation),
            ended => ended.IsCompleted,
            cancellationToken: Cancellation);
        listener.Dispose();

        Assert.Equal(RunStatus.Succeeded, (await runs.EndedAsync(run)).Run.Status);
        return (counts.Values.Sum(), string.Join('\n', counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}")));
    }

    private sealed class SuffixedStorage(IStorage storage, string suffix) : IStorage
    {
        public ITable Table(string name) => storage.Table(name + suffix);

        public IBlobs Blobs(string container) => storage.Blobs($"{container}-{suffix}");

        public ValueTask DisposeAsync() => storage.DisposeAsync();
    }
}
