using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;
using Pipeline.Durable.Serialization;
using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Model;

public sealed class LifecycleTests
{
    [Fact]
    public void Continuing_as_new_hands_over_input_and_events_nobody_took()
    {
        var execution = ExecutionHarness.For<int, int>(async (context, round) =>
        {
            await context.WaitForExternalEvent<string>("tick");
            context.ContinueAsNew(round + 1);
            return round;
        });

        execution.Start("7");
        var end = execution.Turn(Raised("other", "1"), Raised("tick"), Raised("tick", "\"next\"")).Completion!;
        Assert.Equal((OrchestrationStatus.ContinuedAsNew, "8"), (end.OrchestrationStatus, end.Result));
        Assert.Equal([("other", "1"), ("tick", "\"next\"")], end.CarryoverEvents.Select(e => (e.EventRaised.Name, e.EventRaised.Input)));
    }

    [Fact]
    public void Continuing_as_new_without_old_events_still_keeps_those_that_come_after()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            await context.WaitForExternalEvent<string>("tick");
            context.ContinueAsNew(preserveUnprocessedEvents: false);
            return 0;
        });

        execution.Start();
        var end = execution.Turn(Raised("before"), Raised("tick"), Raised("after")).Completion!;
        Assert.Equal("after", Assert.Single(end.CarryoverEvents).EventRaised.Name);
    }

    [Fact]
    public void A_new_execution_keeps_the_version()
    {
        var registry = new DurableTaskRegistry().AddOrchestratorFunc<object?, int>(
            "Test",
            (context, _) =>
            {
                context.ContinueAsNew();
                return Task.FromResult(0);
            },
            "1.0");

        Assert.Equal("1.0", new ExecutionHarness(registry).Turn(Started(version: "1.0")).Completion!.NewVersion);
    }

    [Fact]
    public void Suspended_it_keeps_what_comes_and_does_nothing_until_it_is_resumed()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            var greeting = await context.CallActivityAsync<string>("A");
            return greeting + await context.WaitForExternalEvent<string>("go");
        });

        execution.Start();
        Assert.Empty(execution.Turn(Suspended(), Completed(0, "\"a\"")).Actions);
        Assert.True(execution.Session.IsSuspended);
        Assert.Empty(execution.Turn(Raised("go", "\"b\"")).Actions);
        Assert.Equal("\"ab\"", execution.Turn(Resumed()).Completion!.Result);
    }

    [Fact]
    public void Being_suspended_survives_continuing_as_new()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            await context.CallActivityAsync("A");
            context.ContinueAsNew();
            return 0;
        });

        execution.Start();
        var end = execution.Turn(Completed(0), Suspended(), Raised("go")).Completion!;
        Assert.Equal(
            [HistoryEvent.EventTypeOneofCase.ExecutionSuspended, HistoryEvent.EventTypeOneofCase.EventRaised],
            end.CarryoverEvents.Select(e => e.EventTypeCase));
    }

    [Fact]
    public void Terminated_it_ends_with_the_given_output_and_starts_nothing_more()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            await context.CallActivityAsync("A");
            return await context.CallActivityAsync<string>("B");
        });

        execution.Start();
        var action = Assert.Single(execution.Turn(Completed(0), Terminated("\"because\"")).Actions);
        Assert.Equal(OrchestrationStatus.Terminated, action.CompleteOrchestration.OrchestrationStatus);
        Assert.Equal("\"because\"", action.CompleteOrchestration.Result);
    }

    [Fact]
    public void A_suspended_instance_can_be_terminated_and_so_can_one_that_continues_as_new()
    {
        var suspended = ExecutionHarness.For(context => context.CallActivityAsync<string>("A"));
        suspended.Start();
        suspended.Turn(Suspended());
        Assert.Equal(OrchestrationStatus.Terminated, suspended.Turn(Terminated()).Completion!.OrchestrationStatus);

        var renewed = ExecutionHarness.For(context =>
        {
            context.ContinueAsNew();
            return Task.FromResult(0);
        });
        Assert.Equal(OrchestrationStatus.Terminated, renewed.Turn(Started(), Terminated()).Completion!.OrchestrationStatus);
    }

    [Fact]
    public void A_child_gets_an_id_of_its_own_and_its_answer_comes_back()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            var named = context.CallSubOrchestratorAsync<string>("Child", "x", new SubOrchestrationOptions(InstanceId: "my-child"));
            var unnamed = context.CallSubOrchestratorAsync<string>("Child");
            return await named + await unnamed;
        });

        var children = execution.Start().Actions.Select(action => action.CreateSubOrchestration).ToList();
        Assert.Equal(("my-child", "\"x\""), (children[0].InstanceId, children[0].Input));
        Assert.Equal("run-1:0123456789ab:1", children[1].InstanceId);
        Assert.Equal(["my-child", "run-1:0123456789ab:1"], execution.Session.OpenSubOrchestrations);
        Assert.Equal("\"ab\"", execution.Turn(ChildCompleted(0, "\"a\""), ChildCompleted(1, "\"b\"")).Completion!.Result);
    }

    [Fact]
    public void The_custom_status_is_shown_as_it_stands_and_has_a_limit()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            context.SetCustomStatus("1 of 2");
            await context.CallActivityAsync("A");
            context.SetCustomStatus(new string('x', 8190));
            await context.CallActivityAsync("B");
            context.SetCustomStatus(new string('x', 8191));
            return 0;
        });

        Assert.Equal("\"1 of 2\"", execution.Start().CustomStatus);
        Assert.Equal(8192, execution.Turn(Completed(0)).CustomStatus!.Length);
        Assert.Contains("16384", execution.Turn(Completed(1)).Completion!.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_terminated_before_its_start_never_runs()
    {
        var ran = false;
        ExecutionHarness Execution() => ExecutionHarness.For(context =>
        {
            ran = true;
            return context.CallActivityAsync<string>("A");
        });

        Assert.Equal(OrchestrationStatus.Terminated, Execution().Turn(Terminated(), Started(), Raised("go")).Completion!.OrchestrationStatus);
        Assert.Equal(OrchestrationStatus.Terminated, Execution().Turn(Suspended(), Started(), Terminated()).Completion!.OrchestrationStatus);
        Assert.False(ran);
    }

    [Fact]
    public void Loggers_are_silent_on_replay()
    {
        var lines = new List<string>();
        using var loggers = new LoggerFactory([new ListLogger(lines)]);
        var registry = new DurableTaskRegistry().AddOrchestratorFunc<object?, int>("Test", async (context, _) =>
        {
            var logger = context.CreateReplaySafeLogger("run");
            Log(logger, "begin");
            await context.CallActivityAsync("A");
            Log(logger, "end");
            return 0;
        });
        var executor = new OrchestratorExecutor(registry, JsonDataConverter.BuiltIn, new ServiceCollection().BuildServiceProvider(), loggers);

        var history = new List<HistoryEvent> { Started() };
        var scheduled = Assert.Single(executor.Load("run-1", []).Advance(history).Actions);
        history.Add(ActionHistory.ToHistoryEvent(scheduled, new Timestamp())!);
        executor.Load("run-1", history).Advance([Completed(0)]);

        Assert.Equal(["begin", "end"], lines);
    }

    private static void Log(ILogger logger, string text) => logger.Log(LogLevel.Information, 0, text, null, (line, _) => line);

    private sealed class ListLogger(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
