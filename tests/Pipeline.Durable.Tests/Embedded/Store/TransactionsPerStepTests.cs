using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Embedded.Store.Tables;
using Pipeline.Durable.Serialization;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.Embedded.Store;

/// <summary>What an orchestration costs in requests to the table service.</summary>
public sealed class TransactionsPerStepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task A_step_is_one_transaction_and_an_instance_four_more_and_a_turn(int steps)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, cancellation);
        var table = new CountingTable(storage.Table("durable"));
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc<int, int>("Steps", static async (context, count) =>
            {
                for (var step = 0; step < count; step++)
                    await context.CallActivityAsync<int>("Step", step);
                return count;
            })
            .AddActivityFunc<int, int>("Step", static (_, step) => Task.FromResult(step));
        await using var backend = new EmbeddedDurableTaskBackend(
            new TableOrchestrationStore(table, TimeProvider.System), registry, JsonDataConverter.BuiltIn, new ServiceCollection().BuildServiceProvider(), TimeProvider.System);
        await backend.StartAsync(cancellation);

        var id = await backend.Client.ScheduleNewOrchestrationInstanceAsync("Steps", steps, cancellation: cancellation);
        await backend.Client.WaitForInstanceCompletionAsync(id, cancellation: cancellation);

        // The start and its place among the open instances, the first turn, one turn a step, and the move to the ended instances.
        Assert.Equal(2 + 1 + steps + 2, table.Writes);
    }
}
