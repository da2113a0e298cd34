using Pipeline.Durable.Client;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>Waiting for a moment.</summary>
public abstract class TimerBehaviour : BehaviourTests
{
    private static void Sleeper(DurableTaskRegistry registry) => registry.AddOrchestratorFunc<int, int>("Sleep", static async (context, days) =>
    {
        await context.CreateTimer(TimeSpan.FromDays(days), CancellationToken.None);
        return days;
    });

    [Fact]
    public async Task A_timer_of_thirty_days_fires_after_thirty_days()
    {
        await using var host = await StartAsync(Sleeper, manualClock: true);

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Sleep", 30, cancellation: Cancellation);
        var end = await AdvanceToEndAsync(host, id, TimeSpan.FromDays(1));

        Assert.Equal(30, end.ReadOutputAs<int>());
        Assert.True(end.LastUpdatedAt - end.CreatedAt >= TimeSpan.FromDays(30), $"{end.LastUpdatedAt - end.CreatedAt}");
    }

    [Fact]
    public async Task A_timer_fires_although_its_instance_left_memory_and_the_program_was_restarted()
    {
        await using var host = await StartAsync(Sleeper, manualClock: true);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Sleep", 2, cancellation: Cancellation);
        await host.Client.WaitForInstanceStartAsync(id, cancellation: Cancellation);

        await host.EvictAsync();
        await host.RestartAsync();
        var end = await AdvanceToEndAsync(host, id, TimeSpan.FromHours(6));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.True(end.LastUpdatedAt - end.CreatedAt >= TimeSpan.FromDays(2), $"{end.LastUpdatedAt - end.CreatedAt}");
    }

    [Fact]
    public async Task A_scheduled_start_waits_for_its_moment_also_over_a_restart()
    {
        await using var host = await StartAsync(
            static registry => registry.AddOrchestratorFunc<string, DateTime>("Now", static (context, _) => Task.FromResult(context.CurrentUtcDateTime)), manualClock: true);
        var at = Clock.GetUtcNow() + TimeSpan.FromDays(60);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Now", "x", new StartOrchestrationOptions(StartAt: at), Cancellation);

        await host.RestartAsync();
        Clock.Advance(TimeSpan.FromDays(59));
        var before = await host.Client.GetInstanceAsync(id, cancellation: Cancellation);
        var end = await AdvanceToEndAsync(host, id, TimeSpan.FromHours(6));

        Assert.Equal(OrchestrationRuntimeStatus.Pending, before!.RuntimeStatus);
        Assert.True(end.ReadOutputAs<DateTime>() >= at.UtcDateTime);
    }

    [Fact]
    public async Task Many_timers_fire_in_the_order_of_their_moments()
    {
        await using var host = await StartAsync(
            static registry => registry.AddOrchestratorFunc<int, string[]>("Race", static async (context, count) =>
            {
                var order = new List<string>();
                async Task WaitAsync(int minutes)
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
                    order.Add($"{minutes}");
                }

                await Task.WhenAll(Enumerable.Range(1, count).Reverse().Select(WaitAsync));
                return [.. order];
            }),
            manualClock: true);

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Race", 50, cancellation: Cancellation);
        var end = await AdvanceToEndAsync(host, id, TimeSpan.FromSeconds(90));

        Assert.Equal(Enumerable.Range(1, 50).Select(static minutes => $"{minutes}"), end.ReadOutputAs<string[]>()!);
    }
}

public sealed class SqliteTimerTests : TimerBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnSqliteAsync(register, manualClock);
}

public sealed class TableTimerTests : TimerBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnTablesAsync(register, manualClock);
}

public sealed class HandlerTimerTests : TimerBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnFunctionsHostAsync(register, manualClock);
}
