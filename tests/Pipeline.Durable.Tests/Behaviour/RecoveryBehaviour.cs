using Pipeline.Testing;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>A stop takes nothing away.</summary>
public abstract class RecoveryBehaviour : BehaviourTests
{
    [Fact]
    public async Task An_activity_that_a_stop_interrupted_runs_again_after_the_start()
    {
        var runs = 0;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(registry => registry
            .AddOrchestratorFunc<string, int>("Interrupted", static (context, input) => context.CallActivityAsync<int>("Long", input))
            .AddActivityFunc<string, int>("Long", async (context, _) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    begun.SetResult();
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }

                return runs;
            }));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Interrupted", "x", cancellation: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await host.RestartAsync();

        Assert.Equal(2, (await host.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Instances_go_on_where_they_were_after_many_restarts()
    {
        await using var host = await StartAsync(static registry => registry
            .AddOrchestratorFunc<int, int>("Steps", static async (context, steps) =>
            {
                var sum = 0;
                for (var step = 0; step < steps; step++)
                {
                    sum += await context.CallActivityAsync<int>("Echo", step);
                    context.SetCustomStatus(step);
                }

                return sum;
            })
            .AddActivityFunc<int, int>("Echo", static async (_, value) =>
            {
                await Task.Yield();
                return value;
            }));
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Client.ScheduleNewOrchestrationInstanceAsync("Steps", 60, cancellation: Cancellation)));

        for (var restart = 0; restart < 4; restart++)
            await host.RestartAsync();

        foreach (var id in ids)
            Assert.Equal(1770, (await host.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Waiting_instances_leave_memory_and_come_back_when_they_are_addressed()
    {
        await using var host = await StartAsync(
            static registry => registry
                .AddOrchestratorFunc<int, int>("Wait", static async (context, number) =>
                {
                    var first = await context.CallActivityAsync<int>("Echo", number);
                    return first + await context.WaitForExternalEvent<int>("add");
                })
                .AddActivityFunc<int, int>("Echo", static (_, value) => Task.FromResult(value)),
            manualClock: true);
        var ids = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", number, cancellation: Cancellation)));

        await host.EvictAsync();
        await Task.WhenAll(ids.Select(id => host.Client.RaiseEventAsync(id, "add", 1000, Cancellation)));

        for (var number = 0; number < ids.Length; number++)
            Assert.Equal(1000 + number, (await host.EndOfAsync(ids[number])).ReadOutputAs<int>());
        await Eventually.TrueAsync(() => Clock.PendingTimers == 0, cancellationToken: Cancellation);
    }
}

public sealed class SqliteRecoveryTests : RecoveryBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnSqliteAsync(register, manualClock);
}

public sealed class TableRecoveryTests : RecoveryBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnTablesAsync(register, manualClock);
}

public sealed class HandlerRecoveryTests : RecoveryBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnFunctionsHostAsync(register, manualClock);
}
