using Pipeline.Durable.Protocol;
using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Model;

public sealed class ActivityTests
{
    [Fact]
    public void A_sequence_asks_for_one_activity_a_turn_and_returns_their_results()
    {
        var execution = ExecutionHarness.For<int, string>(async (context, count) =>
        {
            var text = "";
            for (var i = 0; i < count; i++)
                text += await context.CallActivityAsync<string>("Echo", i);
            return text;
        });

        var first = Assert.Single(execution.Start("2").Actions);
        Assert.Equal((0, "Echo", "0"), (first.Id, first.ScheduleTask.Name, first.ScheduleTask.Input));
        var second = Assert.Single(execution.Turn(Completed(0, "\"a\"")).Actions);
        Assert.Equal((1, "Echo", "1"), (second.Id, second.ScheduleTask.Name, second.ScheduleTask.Input));
        var end = execution.Turn(Completed(1, "\"b\"")).Completion;
        Assert.Equal((OrchestrationStatus.Completed, "\"ab\""), (end!.OrchestrationStatus, end.Result));
        Assert.True(execution.Session.IsCompleted);
    }

    [Fact]
    public void A_fan_out_joins_whatever_the_order_of_the_results()
    {
        var execution = ExecutionHarness.For(async context =>
            string.Concat(await Task.WhenAll(Enumerable.Range(0, 3).Select(i => context.CallActivityAsync<string>("Echo", i)))));

        Assert.Equal([0, 1, 2], execution.Start().Actions.Select(action => action.Id));
        Assert.Empty(execution.Turn(Completed(2, "\"c\"")).Actions);
        Assert.Equal("\"abc\"", execution.Turn(Completed(0, "\"a\""), Completed(1, "\"b\"")).Completion!.Result);
    }

    [Fact]
    public void The_first_of_two_wins_by_the_order_of_the_history()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            var left = context.CallActivityAsync<string>("Left");
            var right = context.CallActivityAsync<string>("Right");
            return await await Task.WhenAny(left, right);
        });

        execution.Start();
        Assert.Equal("\"r\"", execution.Turn(Completed(1, "\"r\""), Completed(0, "\"l\"")).Completion!.Result);
    }

    [Fact]
    public void A_failure_reaches_the_orchestrator_with_its_chain_of_causes()
    {
        TaskFailedException? caught = null;
        var execution = ExecutionHarness.For(async context =>
        {
            try
            {
                await context.CallActivityAsync("Deploy");
            }
            catch (TaskFailedException failure)
            {
                caught = failure;
            }
            return "handled";
        });

        execution.Start();
        Assert.Equal("\"handled\"", execution.Turn(Failed(0, "disk full")).Completion!.Result);
        Assert.Equal(("Deploy", 0), (caught!.TaskName, caught.TaskId));
        Assert.True(caught.FailureDetails.IsCausedBy<IOException>());
        Assert.Equal("too slow", caught.FailureDetails.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public void An_unhandled_failure_fails_the_instance_with_the_whole_chain()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            try
            {
                return await context.CallActivityAsync<string>("Deploy");
            }
            catch (TaskFailedException failure)
            {
                throw new InvalidOperationException("the release broke", failure);
            }
        });

        execution.Start();
        var end = execution.Turn(Failed(0, "disk full")).Completion!;
        Assert.Equal(OrchestrationStatus.Failed, end.OrchestrationStatus);
        var chain = new List<string>();
        for (var failure = end.FailureDetails; failure is not null; failure = failure.InnerFailure)
            chain.Add(failure.ErrorType);
        Assert.Equal(
            ["System.InvalidOperationException", "Pipeline.Durable.TaskFailedException", "System.IO.IOException", "System.TimeoutException"],
            chain);
    }

    [Fact]
    public void A_repeated_or_late_result_is_ignored()
    {
        var execution = ExecutionHarness.For(async context =>
            await context.CallActivityAsync<string>("A") + await context.CallActivityAsync<string>("B"));

        execution.Start();
        Assert.Single(execution.Turn(Completed(0, "\"a\""), Completed(0, "\"again\"")).Actions);
        Assert.Empty(execution.Turn(Completed(0, "\"again\"")).Actions);
        Assert.Equal("\"ab\"", execution.Turn(Completed(1, "\"b\"")).Completion!.Result);
        Assert.Empty(execution.Session.Advance([Completed(1)]).Actions);
    }

    [Fact]
    public void A_result_of_another_type_fails_the_instance_and_says_so()
    {
        var execution = ExecutionHarness.For(async context => await context.CallActivityAsync<int>("Count"));

        execution.Start();
        var end = execution.Turn(Completed(0, "\"many\"")).Completion!;
        Assert.Equal(OrchestrationStatus.Failed, end.OrchestrationStatus);
        Assert.Contains("System.Int32", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }
}
