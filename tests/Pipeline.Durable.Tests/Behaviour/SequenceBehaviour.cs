using Pipeline.Durable.Client;
using Pipeline.Testing.Servers;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>Activities after one another and side by side.</summary>
public abstract class SequenceBehaviour : BehaviourTests
{
    [Fact]
    public async Task A_sequence_passes_each_result_to_the_next_activity()
    {
        await using var host = await StartAsync(static registry => registry
            .AddOrchestratorFunc<int, int>("Count", static async (context, start) =>
            {
                for (var step = 0; step < 10; step++)
                    start = await context.CallActivityAsync<int>("Next", start);
                return start;
            })
            .AddActivityFunc<int, int>("Next", static (_, value) => Task.FromResult(value + 1)));

        var end = await host.RunAsync("Count", 5);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(15, end.ReadOutputAs<int>());
        Assert.Equal(5, end.ReadInputAs<int>());
    }

    [Fact]
    public async Task A_fan_out_joins_with_the_results_in_the_order_of_the_calls()
    {
        await using var host = await StartAsync(static registry => registry
            .AddOrchestratorFunc<int, int[]>("Squares", static (context, count) =>
                Task.WhenAll(Enumerable.Range(0, count).Select(value => context.CallActivityAsync<int>("Square", value))))
            .AddActivityFunc<int, int>("Square", static async (_, value) =>
            {
                await Task.Yield();
                return value * value;
            }));

        var end = await host.RunAsync("Squares", 1000);

        Assert.Equal(Enumerable.Range(0, 1000).Select(static value => value * value), end.ReadOutputAs<int[]>());
    }
}

public sealed class SqliteSequenceTests : SequenceBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnSqliteAsync(register, manualClock);
}

public sealed class TableSequenceTests : SequenceBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnTablesAsync(register, manualClock);
}

public sealed class AzureSequenceTests(AzuriteServer azurite) : SequenceBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnAzuriteAsync(azurite, register, manualClock);
}

public sealed class HandlerSequenceTests : SequenceBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnFunctionsHostAsync(register, manualClock);
}
