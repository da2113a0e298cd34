using Pipeline.Durable.Protocol;
using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Model;

public sealed class DeterminismTests
{
    private delegate Task<string> Code(TaskOrchestrationContext context);

    public static TheoryData<string, string> Changes() => new()
    {
        { "renamed", "the history has activity 'Build' as event 0, but the code now asks for activity 'Compile' (event 0)" },
        { "timer", "the history has activity 'Build' as event 0, but the code now asks for a timer (event 0)" },
        { "child", "the history has activity 'Build' as event 0, but the code now asks for sub-orchestration 'Build' ('c') (event 0)" },
        { "event", "the history has activity 'Build' as event 0, but the code now asks for the sending of 'Build' to 'other' (event 0)" },
        { "removed", "the history has activity 'Build' as event 0, but the code does not ask for it any more" },
        { "added", "the code now asks for activity 'Lint' (event 1), which the history does not have" },
        { "ended", "the history has activity 'Test' as event 1, but the code does not ask for it any more" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Code_that_differs_from_its_history_fails_the_instance_and_names_the_event(string change, string expected)
    {
        var recorded = ExecutionHarness.For(async context =>
        {
            await context.CallActivityAsync("Build");
            return await context.CallActivityAsync<string>("Test");
        });
        recorded.Start();
        recorded.Turn(Completed(0));

        var changed = ExecutionHarness.For<string>(context => Changed(change)(context));
        var turn = changed.Executor.Load("run-1", recorded.History).Advance([Completed(1, "\"ok\"")]);

        var failure = Assert.Single(turn.Actions).CompleteOrchestration.FailureDetails;
        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, failure.ErrorType);
        Assert.Contains(expected, failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("new version", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_input_or_another_wait_is_no_difference()
    {
        var recorded = ExecutionHarness.For(async context =>
        {
            await context.CallActivityAsync("Build", "debug");
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return "";
        });
        recorded.Start();
        recorded.Turn(Completed(0));

        var changed = ExecutionHarness.For(async context =>
        {
            await context.CallActivityAsync("build", "release");
            await context.CreateTimer(TimeSpan.FromHours(2), CancellationToken.None);
            return "";
        });
        Assert.Equal(
            OrchestrationStatus.Completed,
            changed.Executor.Load("run-1", recorded.History).Advance([Fired(1)]).Completion!.OrchestrationStatus);
    }

    [Fact]
    public void Waiting_for_nothing_durable_is_found_out()
    {
        var never = new TaskCompletionSource();
        var execution = ExecutionHarness.For(async context =>
        {
            await never.Task;
            return context.InstanceId;
        });

        var failure = execution.Start().Completion!.FailureDetails;
        Assert.Contains("not durable", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Task.Delay", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_continuation_from_another_thread_is_found_out()
    {
        var outside = new TaskCompletionSource();
        var executor = ExecutionHarness.For(async context =>
        {
            var activity = context.CallActivityAsync("A");
            await outside.Task;
            await activity;
            return context.InstanceId;
        }).Executor;

        var session = executor.Load("run-1", []);
        Assert.Single(session.Advance([Started()]).Actions);
        await Task.Run(outside.SetResult, TestContext.Current.CancellationToken);
        var failure = session.Advance([Completed(0)]).Completion!.FailureDetails;
        Assert.Contains("outside its own thread", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void The_context_refuses_to_be_used_elsewhere()
    {
        TaskOrchestrationContext? stolen = null;
        var execution = ExecutionHarness.For(context =>
        {
            stolen = context;
            return context.CallActivityAsync<string>("A");
        });

        execution.Start();
        Assert.Throws<InvalidOperationException>(() => stolen!.NewGuid());
    }

    [Fact]
    public void An_unknown_orchestrator_or_version_fails_the_instance_and_says_what_is_known()
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc<object?, int>("Release", (_, _) => Task.FromResult(1), "1")
            .AddOrchestratorFunc<object?, int>("Release", (_, _) => Task.FromResult(2), "2");

        string Error(string name, string? version) =>
            new ExecutionHarness(registry).Turn(Started(name: name, version: version)).Completion!.FailureDetails.ErrorMessage;

        Assert.Contains("'Release'", Error("Rollback", null), StringComparison.Ordinal);
        Assert.Contains("version '3' is not known here; known are: version '1', version '2'", Error("Release", "3"), StringComparison.Ordinal);
        Assert.Contains("without a version is not known", Error("Release", null), StringComparison.Ordinal);
        Assert.Equal("2", new ExecutionHarness(registry).Turn(Started(name: "Release", version: "2")).Completion!.Result);
    }

    [Fact]
    public void A_child_is_started_with_the_version_in_use_when_it_is_called()
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc<object?, int>("Child", (_, _) => Task.FromResult(1))
            .AddOrchestratorFunc<object?, int>("Child", (_, _) => Task.FromResult(2), "2")
            .UseVersion("Child", "2")
            .AddOrchestratorFunc<object?, int>("Test", async (context, _) =>
                await context.CallSubOrchestratorAsync<int>("Child")
                + await context.CallSubOrchestratorAsync<int>("Child", options: new SubOrchestrationOptions { Version = "" }));

        var execution = new ExecutionHarness(registry);
        Assert.Equal("2", Assert.Single(execution.Start().Actions).CreateSubOrchestration.Version);
        Assert.Null(Assert.Single(execution.Turn(ChildCompleted(0, "2")).Actions).CreateSubOrchestration.Version);
        Assert.Throws<ArgumentException>(() => registry.UseVersion("Child", "3"));
    }

    private static Code Changed(string change) => change switch
    {
        "renamed" => context => context.CallActivityAsync<string>("Compile"),
        "timer" => async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return "";
        }
        ,
        "child" => context => context.CallSubOrchestratorAsync<string>("Build", options: new SubOrchestrationOptions(InstanceId: "c")),
        "event" => async context =>
        {
            context.SendEvent("other", "Build");
            return await context.WaitForExternalEvent<string>("x");
        }
        ,
        "removed" => context => context.WaitForExternalEvent<string>("x"),
        "added" => async context =>
        {
            var build = context.CallActivityAsync("Build");
            var lint = context.CallActivityAsync("Lint");
            await Task.WhenAll(build, lint);
            return "";
        }
        ,
        "ended" => async context =>
        {
            await context.CallActivityAsync("Build");
            return "";
        }
        ,
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };
}
