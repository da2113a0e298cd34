using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Durable.Serialization;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.Embedded;

/// <summary>What is wrong with one instance harms no other.</summary>
public sealed class PoisonedInstanceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DurableTaskRegistry Registry => new DurableTaskRegistry().AddOrchestratorFunc<string, string>(
        "Wait", static (context, _) => context.WaitForExternalEvent<string>("go"));

    [Fact(Timeout = 60_000)]
    public async Task An_instance_whose_history_cannot_be_read_fails_with_that_reason_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        await using var database = await EmbeddedDatabase.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        await using (var backend = await StartAsync(new SqliteOrchestrationStore(database)))
            foreach (var id in new[] { "sound", "corrupt", "beheaded" })
            {
                await backend.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", new StartOrchestrationOptions(id), Cancellation);
                await backend.Client.WaitForInstanceStartAsync(id, cancellation: Cancellation);
            }

        await database.WriteAsync(
            static connection =>
                connection.Execute("update durable_history set events = x'0aff' where instance = 'corrupt'")
                + connection.Execute("update durable_instances set record = x'0aff' where id = 'beheaded'"),
            Cancellation);
        await using var restarted = await StartAsync(new SqliteOrchestrationStore(database));
        await restarted.Client.RaiseEventAsync("corrupt", "go", "1", Cancellation);
        await restarted.Client.RaiseEventAsync("beheaded", "go", "2", Cancellation);
        await restarted.Client.RaiseEventAsync("sound", "go", "3", Cancellation);

        var failed = await restarted.Client.WaitForInstanceCompletionAsync("corrupt", cancellation: Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Contains("history", failed.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(2, await restarted.Client.GetAllInstancesAsync().CountAsync(Cancellation));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await restarted.Client.WaitForInstanceCompletionAsync("sound", cancellation: Cancellation)).RuntimeStatus);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_turn_that_cannot_be_committed_is_taken_again_from_the_store()
    {
        using var folder = new TemporaryFolder();
        await using var database = await EmbeddedDatabase.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        var store = new FailingStore(new SqliteOrchestrationStore(database)) { FailingCommits = 3 };
        await using var backend = await StartAsync(store);

        var id = await backend.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", cancellation: Cancellation);
        await backend.Client.WaitForInstanceStartAsync(id, cancellation: Cancellation);
        await backend.Client.RaiseEventAsync(id, "go", "done", Cancellation);
        var end = await backend.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Cancellation);

        Assert.Equal("done", end.ReadOutputAs<string>());
        Assert.Equal(0, store.FailingCommits);
    }

    private static async Task<EmbeddedDurableTaskBackend> StartAsync(IOrchestrationStore store)
    {
        var backend = new EmbeddedDurableTaskBackend(
            store, Registry, JsonDataConverter.BuiltIn, new ServiceCollection().BuildServiceProvider(), TimeProvider.System);
        await backend.StartAsync(Cancellation);
        return backend;
    }
}
