using Pipeline.Durable.Client;
using Pipeline.Testing.Servers;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>Events from outside and between instances.</summary>
public abstract class EventBehaviour : BehaviourTests
{
    private static void Collector(DurableTaskRegistry registry) => registry
        .AddOrchestratorFunc<int, string[]>("Collect", static async (context, count) =>
        {
            await context.WaitForExternalEvent<string>("begin");
            var events = new List<string>();
            while (events.Count < count)
                events.Add(await context.WaitForExternalEvent<string>("item"));
            return [.. events];
        })
        .AddOrchestratorFunc<string, string>("Sender", static (context, target) =>
        {
            context.SendEvent(target, "begin", "");
            context.SendEvent(target, "item", "sent");
            context.SendEvent("nobody", "item", "lost");
            return Task.FromResult("");
        });

    [Fact]
    public async Task Events_that_come_before_anyone_waits_are_kept_by_name_in_their_order()
    {
        await using var host = await StartAsync(Collector);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Collect", 5, cancellation: Cancellation);
        foreach (var item in new[] { "a", "b", "c" })
            await host.Client.RaiseEventAsync(id, "item", item, Cancellation);
        await host.Client.RaiseEventAsync(id, "begin", "", Cancellation);
        foreach (var item in new[] { "d", "e" })
            await host.Client.RaiseEventAsync(id, "ITEM", item, Cancellation);

        Assert.Equal(["a", "b", "c", "d", "e"], (await host.EndOfAsync(id)).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task Events_reach_an_instance_that_has_left_memory_and_survive_a_restart()
    {
        await using var host = await StartAsync(Collector, manualClock: true);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Collect", 2, cancellation: Cancellation);
        await host.Client.RaiseEventAsync(id, "item", "early", Cancellation);
        await WaitingAsync(host, id);

        await host.EvictAsync();
        await host.Client.RaiseEventAsync(id, "begin", "", Cancellation);
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "item", "late", Cancellation);

        Assert.Equal(["early", "late"], (await host.EndOfAsync(id)).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task An_orchestration_sends_events_to_another_and_those_to_nobody_are_dropped()
    {
        await using var host = await StartAsync(Collector);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Collect", 1, cancellation: Cancellation);

        var sender = await host.RunAsync("Sender", id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, sender.RuntimeStatus);
        Assert.Equal(["sent"], (await host.EndOfAsync(id)).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task An_event_to_an_unknown_instance_is_refused_and_one_to_an_ended_instance_is_dropped()
    {
        await using var host = await StartAsync(Collector);
        await Assert.ThrowsAsync<OrchestrationNotFoundException>(() => host.Client.RaiseEventAsync("nobody", "item", "x", Cancellation));

        var ended = await host.RunAsync("Sender", "nobody");
        await host.Client.RaiseEventAsync(ended.InstanceId, "item", "x", Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Client.GetInstanceAsync(ended.InstanceId, cancellation: Cancellation))!.RuntimeStatus);
    }

    [Fact]
    public async Task A_wait_with_a_timeout_ends_with_whichever_comes_first()
    {
        await using var host = await StartAsync(
            static registry => registry.AddOrchestratorFunc<int, string>("Wait", static async (context, minutes) =>
            {
                try
                {
                    return await context.WaitForExternalEvent<string>("answer", TimeSpan.FromMinutes(minutes));
                }
                catch (OperationCanceledException)
                {
                    return "too late";
                }
            }),
            manualClock: true);
        var answered = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 10, cancellation: Cancellation);
        var ignored = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 10, cancellation: Cancellation);

        await host.Client.RaiseEventAsync(answered, "answer", "yes", Cancellation);

        Assert.Equal("yes", (await host.EndOfAsync(answered)).ReadOutputAs<string>());
        Assert.Equal("too late", (await AdvanceToEndAsync(host, ignored, TimeSpan.FromMinutes(1))).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Continuing_as_new_keeps_events_that_nobody_has_waited_for()
    {
        await using var host = await StartAsync(static registry => registry.AddOrchestratorFunc<string[], string[]>("Loop", static async (context, seen) =>
        {
            string[] all = [.. seen, await context.WaitForExternalEvent<string>("item")];
            if (all.Length == 6)
                return all;
            context.ContinueAsNew(all);
            return [];
        }));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Loop", Array.Empty<string>(), cancellation: Cancellation);

        string[] items = ["1", "2", "3", "4", "5", "6"];
        foreach (var item in items)
            await host.Client.RaiseEventAsync(id, "item", item, Cancellation);
        var end = await host.EndOfAsync(id);

        Assert.Equal(items, end.ReadOutputAs<string[]>()!);
        Assert.Equal(5, end.ReadInputAs<string[]>()!.Length);
    }
}

public sealed class SqliteEventTests : EventBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnSqliteAsync(register, manualClock);
}

public sealed class TableEventTests : EventBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnTablesAsync(register, manualClock);
}

public sealed class AzureEventTests(AzuriteServer azurite) : EventBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnAzuriteAsync(azurite, register, manualClock);
}

public sealed class HandlerEventTests : EventBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnFunctionsHostAsync(register, manualClock);
}
