using Pipeline.Durable.Client;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>What fails says why, and fails nothing else.</summary>
public abstract class FailureBehaviour : BehaviourTests
{
    [Fact]
    public async Task A_failed_activity_fails_its_orchestration_with_the_whole_chain_of_causes()
    {
        await using var host = await StartAsync(static registry => registry
            .AddOrchestratorFunc<string, string>("Calls", static (context, input) => context.CallActivityAsync<string>("Fails", input))
            .AddActivityFunc<string, string>("Fails", static (_, _) =>
                throw new InvalidOperationException("deploying failed", new TimeoutException("the cluster did not answer"))));

        var end = await host.RunAsync("Calls", "x");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(
            [
                "Pipeline.Durable.TaskFailedException: Task 'Fails' (#0) failed: deploying failed",
                "System.InvalidOperationException: deploying failed",
                "System.TimeoutException: the cluster did not answer",
            ],
            Chain(end.FailureDetails));
        Assert.Equal(Chain(end.FailureDetails), Chain((await host.Client.GetInstanceAsync(end.InstanceId, cancellation: Cancellation))!.FailureDetails));
    }

    [Fact]
    public async Task A_failed_child_fails_its_parent_with_the_whole_chain_of_causes()
    {
        await using var host = await StartAsync(static registry => registry
            .AddOrchestratorFunc<string, string>("Parent", static async (context, input) =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Child", input);
                }
                catch (TaskFailedException failed)
                {
                    throw new InvalidOperationException(string.Join('|', Chain(failed.FailureDetails)), failed);
                }
            })
            .AddOrchestratorFunc<string, string>("Child", static (context, input) => context.CallActivityAsync<string>("Fails", input))
            .AddActivityFunc<string, string>("Fails", static (_, _) => throw new TimeoutException("two\nlines: of text")));

        var end = await host.RunAsync("Parent", "x");

        string[] child = ["Pipeline.Durable.TaskFailedException: Task 'Fails' (#0) failed: two\nlines: of text", "System.TimeoutException: two\nlines: of text"];
        Assert.Equal(
            [
                $"System.InvalidOperationException: {string.Join('|', child)}",
                "Pipeline.Durable.TaskFailedException: Task 'Child' (#0) failed: Task 'Fails' (#0) failed: two\nlines: of text",
                .. child,
            ],
            Chain(end.FailureDetails));
    }

    private static List<string> Chain(TaskFailureDetails? failure)
    {
        var chain = new List<string>();
        for (; failure is not null; failure = failure.InnerFailure)
            chain.Add($"{failure}");
        return chain;
    }

    [Fact]
    public async Task A_caught_failure_lets_the_orchestration_go_on()
    {
        await using var host = await StartAsync(static registry => registry
            .AddOrchestratorFunc<string, string>("Catches", static async (context, input) =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("Fails", input);
                }
                catch (TaskFailedException failed)
                {
                    return failed.FailureDetails.ErrorMessage;
                }
            })
            .AddActivityFunc<string, string>("Fails", static (_, _) => throw new InvalidOperationException("no")));

        Assert.Equal("no", (await host.RunAsync("Catches", "x")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_retried_activity_waits_longer_after_each_attempt()
    {
        var attempts = new List<DateTimeOffset>();
        await using var host = await StartAsync(
            registry => registry
                .AddOrchestratorFunc<string, int>("Retries", static (context, _) => context.CallActivityAsync<int>(
                    "Third", null, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(10), backoffCoefficient: 2))))
                .AddActivityFunc<string, int>("Third", (_, _) =>
                {
                    lock (attempts)
                        attempts.Add(Clock.GetUtcNow());
                    return attempts.Count < 3 ? throw new InvalidOperationException("not yet") : Task.FromResult(attempts.Count);
                }),
            manualClock: true);

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Retries", "x", cancellation: Cancellation);
        var end = await AdvanceToEndAsync(host, id, TimeSpan.FromMinutes(1));

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.True(attempts[1] - attempts[0] >= TimeSpan.FromMinutes(10), $"{attempts[1] - attempts[0]}");
        Assert.True(attempts[2] - attempts[1] >= TimeSpan.FromMinutes(20), $"{attempts[2] - attempts[1]}");
    }

    [Fact]
    public async Task An_unknown_orchestrator_fails_its_instance_and_says_what_is_known()
    {
        await using var host = await StartAsync(static registry => registry.AddOrchestratorFunc<string, string>("Known", static (_, input) => Task.FromResult(input)));

        var end = await host.RunAsync("Unknown", "x");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("'Known'", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("fine", (await host.RunAsync("Known", "fine")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_orchestrator_whose_code_has_changed_fails_and_names_what_differs()
    {
        var activity = "First";
        await using var host = await StartAsync(registry => registry
            .AddOrchestratorFunc<string, string>("Changes", async (context, _) =>
            {
                await context.CallActivityAsync<string>(activity, "x");
                return await context.WaitForExternalEvent<string>("go");
            })
            .AddActivityFunc<string, string>("First", static (_, input) => Task.FromResult(input))
            .AddActivityFunc<string, string>("Second", static (_, input) => Task.FromResult(input)));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Changes", "x", cancellation: Cancellation);
        await WaitingAsync(host, id);

        activity = "Second";
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "go", "on", Cancellation);
        var end = await host.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("'First'", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'Second'", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }
}

public sealed class SqliteFailureTests : FailureBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnSqliteAsync(register, manualClock);
}

public sealed class TableFailureTests : FailureBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnTablesAsync(register, manualClock);
}

public sealed class HandlerFailureTests : FailureBehaviour
{
    protected override Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock) => OnFunctionsHostAsync(register, manualClock);
}
