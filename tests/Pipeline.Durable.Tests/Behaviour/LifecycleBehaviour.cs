using Pipeline.Durable.Client;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>Starting, holding, ending and removing instances.</summary>
public abstract class LifecycleBehaviour : BehaviourTests
{
    private static void Waiters(DurableTaskRegistry registry) => registry
        .AddOrchestratorFunc<string, string>("Wait", static async (context, _) =>
        {
            context.SetCustomStatus("waiting");
            return await context.WaitForExternalEvent<string>("go");
        })
        .AddOrchestratorFunc<string, string>("Versioned", static (context, _) => Task.FromResult($"old {context.Version}"), "1.0")
        .AddOrchestratorFunc<string, string>("Versioned", static (context, _) => Task.FromResult($"new {context.Version}"), "2.0")
        .AddOrchestratorFunc<string, int>("Length", static (context, input) => context.CallActivityAsync<int>("Measure", input))
        .AddActivityFunc<string, int>("Measure", static (_, input) => Task.FromResult(input.Length))
        .UseVersion("Versioned", "2.0");

    [Fact]
    public async Task A_second_start_of_the_same_id_is_refused_and_changes_nothing()
    {
        await using var host = await StartAsync(Waiters);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "first", new StartOrchestrationOptions("only"), Cancellation);

        var refused = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "second", new StartOrchestrationOptions("only"), Cancellation));
        await host.Client.RaiseEventAsync("only", "go", "on", Cancellation);
        var end = await host.EndOfAsync("only");

        Assert.Equal("only", refused.InstanceId);
        Assert.Equal(("first", "on"), (end.ReadInputAs<string>(), end.ReadOutputAs<string>()));
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "third", new StartOrchestrationOptions("only"), Cancellation));
    }

    [Fact]
    public async Task Of_many_starts_of_the_same_id_at_the_same_time_one_wins()
    {
        await using var host = await StartAsync(Waiters);

        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async attempt =>
        {
            try
            {
                await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", $"{attempt}", new StartOrchestrationOptions("contested"), Cancellation);
                return $"{attempt}";
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return null;
            }
        }));

        var winner = Assert.Single(starts, static start => start is not null);
        Assert.Equal(winner, (await host.Client.GetInstanceAsync("contested", true, Cancellation))!.ReadInputAs<string>());
    }

    [Fact]
    public async Task A_terminated_instance_keeps_the_reason_as_its_output()
    {
        await using var host = await StartAsync(Waiters);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", cancellation: Cancellation);
        await WaitingAsync(host, id);

        await host.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("not needed"), Cancellation);
        var end = await host.EndOfAsync(id);
        await host.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("again"), Cancellation);

        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "not needed"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
        await Assert.ThrowsAsync<OrchestrationNotFoundException>(() => host.Client.TerminateInstanceAsync("nobody", cancellation: Cancellation));
    }

    [Fact]
    public async Task A_start_that_waits_for_its_moment_can_be_terminated()
    {
        await using var host = await StartAsync(Waiters, manualClock: true);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", "x", new StartOrchestrationOptions(StartAt: Clock.GetUtcNow() + TimeSpan.FromDays(1)), Cancellation);

        await host.Client.TerminateInstanceAsync(id, cancellation: Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_suspended_instance_keeps_what_arrives_until_it_is_resumed_also_over_a_restart()
    {
        await using var host = await StartAsync(Waiters);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", cancellation: Cancellation);

        await host.Client.SuspendInstanceAsync(id, "hold on", Cancellation);
        var suspended = await StateAsync(host, id, static state => state.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await host.Client.RaiseEventAsync(id, "go", "kept", Cancellation);
        await host.RestartAsync();
        var held = await host.Client.GetInstanceAsync(id, cancellation: Cancellation);
        await host.Client.ResumeInstanceAsync(id, cancellation: Cancellation);

        Assert.Equal("hold on", suspended.SerializedOutput);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, held!.RuntimeStatus);
        Assert.Equal("kept", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Only_ended_instances_can_be_purged_and_their_ids_are_free_again()
    {
        await using var host = await StartAsync(Waiters);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", new StartOrchestrationOptions("again"), Cancellation);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("again", cancellation: Cancellation)).PurgedInstanceCount);

        await host.Client.RaiseEventAsync("again", "go", "1", Cancellation);
        await host.EndOfAsync("again");
        Assert.Equal(1, (await host.Client.PurgeInstanceAsync("again", cancellation: Cancellation)).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync("again", cancellation: Cancellation));
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("again", cancellation: Cancellation)).PurgedInstanceCount);

        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "y", new StartOrchestrationOptions("again"), Cancellation);
        await host.Client.RaiseEventAsync("again", "go", "2", Cancellation);
        Assert.Equal("2", (await host.EndOfAsync("again")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_instance_keeps_the_version_it_started_with()
    {
        await using var host = await StartAsync(Waiters);

        var newest = await host.RunAsync("Versioned", "x");
        var chosen = await host.RunAsync("Versioned", "x", new StartOrchestrationOptions { Version = "1.0" });

        Assert.Equal(("new 2.0", "2.0"), (newest.ReadOutputAs<string>(), await ListedVersionAsync(newest)));
        Assert.Equal(("old 1.0", "1.0"), (chosen.ReadOutputAs<string>(), await ListedVersionAsync(chosen)));

        // The Functions host tells the version in lists only.
        async Task<string> ListedVersionAsync(OrchestrationMetadata instance) =>
            (await host.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: instance.InstanceId)).FirstAsync(Cancellation)).Version;
    }

    [Fact]
    public async Task Large_inputs_and_unusual_text_arrive_as_they_were_sent()
    {
        await using var host = await StartAsync(Waiters);
        var large = new string('가', 1_500_000);

        Assert.Equal(large.Length, (await host.RunAsync("Length", large)).ReadOutputAs<int>());
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", new StartOrchestrationOptions("run/%2F?#'ü 🚀\\:1"), Cancellation);
        await host.Client.RaiseEventAsync(id, "go", "\0\u2028🚀", Cancellation);
        Assert.Equal("\0\u2028🚀", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Five_megabytes_pass_as_input_result_event_and_output()
    {
        await using var host = await StartAsync(static registry => registry
            .AddOrchestratorFunc<string, string>("Large", static async (context, input) =>
            {
                var echoed = await context.CallActivityAsync<string>("Echo", input);
                var raised = await context.WaitForExternalEvent<string>("go");
                return echoed == input && raised == input ? raised : "something was lost";
            })
            .AddActivityFunc<string, string>("Echo", static (_, input) => Task.FromResult(input)));
        var large = new string('x', 5_000_000);

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Large", large, cancellation: Cancellation);
        await host.Client.RaiseEventAsync(id, "go", large, Cancellation);
        var end = await host.EndOfAsync(id);

        Assert.True(large == end.ReadInputAs<string>());
        Assert.True(large == end.ReadOutputAs<string>(), end.SerializedOutput?[..Math.Min(100, end.SerializedOutput.Length)] ?? $"{end.FailureDetails}");
    }

    [Theory]
    [InlineData("2026-11-26T01:02:03+09:00")]
    [InlineData("2026-11-26")]
    [InlineData("\0\u0001\u001f\t\r\n\"\\")]
    [InlineData("\u2028🚀가\u0301")]
    [InlineData("null")]
    [InlineData("{\"$activity\":1}")]
    [InlineData("")]
    public async Task Text_survives_the_way_through_input_activity_event_and_output(string text)
    {
        await using var host = await StartAsync(static registry => registry
            .AddOrchestratorFunc<string, string[]>("Text", static async (context, input) =>
            {
                context.SetCustomStatus(input);
                return [input, await context.CallActivityAsync<string>("Echo", input), await context.WaitForExternalEvent<string>("go")];
            })
            .AddActivityFunc<string, string>("Echo", static (_, input) => Task.FromResult(input)));

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Text", text, cancellation: Cancellation);
        await host.Client.RaiseEventAsync(id, "go", text, Cancellation);
        var end = await host.EndOfAsync(id);

        Assert.Equal([text, text, text], end.ReadOutputAs<string[]>()!);
        Assert.Equal((text, text), (end.ReadInputAs<string>(), end.ReadCustomStatusAs<string>()));
    }

    [Fact]
    public async Task Instances_are_listed_by_prefix_status_and_time_page_by_page()
    {
        await using var host = await StartAsync(Waiters, manualClock: true);
        for (var number = 0; number < 25; number++)
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", $"{number}", new StartOrchestrationOptions($"listed-{number:D2}"), Cancellation);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var later = Clock.GetUtcNow();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", new StartOrchestrationOptions("other"), Cancellation);
        for (var number = 0; number < 10; number++)
        {
            await host.Client.RaiseEventAsync($"listed-{number:D2}", "go", "", Cancellation);
            await host.EndOfAsync($"listed-{number:D2}");
        }

        Assert.Equal(26, (await ListAsync(host, new OrchestrationQuery(PageSize: 7))).Distinct().Count());
        Assert.Equal(25, (await ListAsync(host, new OrchestrationQuery(InstanceIdPrefix: "listed-", PageSize: 4))).Distinct().Count());
        Assert.Equal(10, (await ListAsync(host, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed]))).Count);
        Assert.Equal(["other"], await ListAsync(host, new OrchestrationQuery(CreatedFrom: later)));
        Assert.Equal(25, (await ListAsync(host, new OrchestrationQuery(CreatedTo: later - TimeSpan.FromSeconds(1)))).Count);
        var one = await host.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "listed-24", FetchInputsAndOutputs: true)).FirstAsync(Cancellation);
        Assert.Equal("24", one.ReadInputAs<string>());
    }

    [Fact]
    public async Task Purging_by_filter_removes_what_has_ended_and_matches()
    {
        await using var host = await StartAsync(Waiters);
        await host.RunAsync("Versioned", "x");
        await host.RunAsync("Versioned", "y");
        var waiting = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", cancellation: Cancellation);

        Assert.Equal(0, (await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]), cancellation: Cancellation)).PurgedInstanceCount);
        Assert.Equal(2, (await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), cancellation: Cancellation)).PurgedInstanceCount);
        Assert.Equal([waiting], await ListAsync(host, new OrchestrationQuery()));
    }

    [Fact]
    public async Task Whoever_waits_for_an_instance_that_is_not_there_is_told_so()
    {
        await using var host = await StartAsync(Waiters);

        await Assert.ThrowsAsync<OrchestrationNotFoundException>(() => host.Client.WaitForInstanceCompletionAsync("nobody", cancellation: Cancellation));
    }
}

public sealed class SqliteLifecycleTests : LifecycleBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnSqliteAsync(register, manualClock);
}

public sealed class TableLifecycleTests : LifecycleBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnTablesAsync(register, manualClock);
}

public sealed class HandlerLifecycleTests : LifecycleBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnFunctionsHostAsync(register, manualClock);
}
