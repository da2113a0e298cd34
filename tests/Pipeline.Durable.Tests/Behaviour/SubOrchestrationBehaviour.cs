using Pipeline.Durable.Client;
using Pipeline.Testing.Servers;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>Orchestrations that start others.</summary>
public abstract class SubOrchestrationBehaviour : BehaviourTests
{
    private static void Families(DurableTaskRegistry registry) => registry
        .AddOrchestratorFunc<int, int>("Sum", static async (context, depth) =>
            depth == 0 ? 1 : (await Task.WhenAll(context.CallSubOrchestratorAsync<int>("Sum", depth - 1), context.CallSubOrchestratorAsync<int>("Sum", depth - 1))).Sum())
        .AddOrchestratorFunc<string, string>("Parent", static (context, child) =>
            context.CallSubOrchestratorAsync<string>("Waiter", "", new SubOrchestrationOptions(InstanceId: child)))
        .AddOrchestratorFunc<string, string>("Waiter", static (context, _) => context.WaitForExternalEvent<string>("go"))
        .AddOrchestratorFunc<int, int>("Generations", static async (context, generation) =>
        {
            await context.CallSubOrchestratorAsync<int>("Sum", 0);
            if (generation < 3)
                context.ContinueAsNew(generation + 1);
            return generation;
        });

    [Fact]
    public async Task Children_of_children_report_to_their_parents()
    {
        await using var host = await StartAsync(Families);

        Assert.Equal(32, (await host.RunAsync("Sum", 5)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_childs_answer_finds_its_parent_after_a_restart()
    {
        await using var host = await StartAsync(Families);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "the-child", cancellation: Cancellation);
        await ExistsAsync(host, "the-child");

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("the-child", "go", "done", Cancellation);

        Assert.Equal("done", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_parent_that_continues_as_new_starts_its_children_anew()
    {
        await using var host = await StartAsync(Families);

        var end = await host.RunAsync("Generations", 0);

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.Equal(5, (await ListAsync(host, new OrchestrationQuery())).Count);
    }

    [Fact]
    public async Task A_childs_id_that_belongs_to_an_unfinished_instance_fails_the_call()
    {
        await using var host = await StartAsync(Families);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", "", new StartOrchestrationOptions("taken"), Cancellation);

        var end = await host.RunAsync("Parent", "taken");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("taken", end.FailureDetails!.InnerFailure!.ErrorMessage, StringComparison.Ordinal);
        await host.Client.RaiseEventAsync("taken", "go", "still here", Cancellation);
        Assert.Equal("still here", (await host.EndOfAsync("taken")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminating_recursively_ends_the_children_too()
    {
        await using var host = await StartAsync(Families);
        var parent = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "deep-child", cancellation: Cancellation);
        await ExistsAsync(host, "deep-child");

        var terminate = host.Client.TerminateInstanceAsync(parent, new TerminateInstanceOptions("enough", Recursive: true), Cancellation);
        if (!host.ReachesChildren)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => terminate);
            return;
        }

        await terminate;
        Assert.Equal("enough", (await host.EndOfAsync(parent)).ReadOutputAs<string>());
        var child = await host.EndOfAsync("deep-child");
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough"), (child.RuntimeStatus, child.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Terminating_without_recursion_leaves_the_children_and_drops_their_answers()
    {
        await using var host = await StartAsync(Families);
        var parent = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "left-child", cancellation: Cancellation);
        await ExistsAsync(host, "left-child");

        await host.Client.TerminateInstanceAsync(parent, cancellation: Cancellation);
        await host.EndOfAsync(parent);
        await host.Client.RaiseEventAsync("left-child", "go", "alone", Cancellation);

        Assert.Equal("alone", (await host.EndOfAsync("left-child")).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.Client.GetInstanceAsync(parent, cancellation: Cancellation))!.RuntimeStatus);
    }

    [Fact]
    public async Task A_terminated_child_fails_its_parents_call()
    {
        await using var host = await StartAsync(Families);
        var parent = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "ended-child", cancellation: Cancellation);
        await ExistsAsync(host, "ended-child");

        await host.Client.TerminateInstanceAsync("ended-child", new TerminateInstanceOptions("by hand"), Cancellation);
        var end = await host.EndOfAsync(parent);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("by hand", end.FailureDetails!.InnerFailure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purging_recursively_removes_the_ended_children_of_all_generations()
    {
        await using var host = await StartAsync(Families);
        var end = await host.RunAsync("Generations", 0);

        var purge = host.Client.PurgeInstanceAsync(end.InstanceId, new PurgeInstanceOptions(Recursive: true), Cancellation);
        if (!host.ReachesChildren)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => purge);
            return;
        }

        Assert.Equal(5, (await purge).PurgedInstanceCount);
        Assert.Empty(await ListAsync(host, new OrchestrationQuery()));
    }
}

public sealed class SqliteSubOrchestrationTests : SubOrchestrationBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnSqliteAsync(register, manualClock);
}

public sealed class TableSubOrchestrationTests : SubOrchestrationBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnTablesAsync(register, manualClock);
}

public sealed class AzureSubOrchestrationTests(AzuriteServer azurite) : SubOrchestrationBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnAzuriteAsync(azurite, register, manualClock);
}

public sealed class HandlerSubOrchestrationTests : SubOrchestrationBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnFunctionsHostAsync(register, manualClock);
}
