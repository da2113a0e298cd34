using Pipeline.Definitions;
using Pipeline.Functions.Hosting;
using Pipeline.Stages.Runs;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

public abstract class ChildRunTests(HostingMode mode) : RunBehaviour(mode)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stage_ends_as_its_child_does_and_cancel_goes_down_to_it()
    {
        await using var runs = await StartAsync();
        runs.Pipelines.All["good"] = Define("good", Scripted("x"));
        runs.Pipelines.All["slow"] = Define("slow", Stage("gate", "feature.judgement"));
        runs.Script.Fails("y");
        runs.Pipelines.All["bad"] = Define("bad", Scripted("y"));

        var run = await runs.RunAsync(
            Stage("one", "feature.run-pipeline", """{ "pipeline": "good" }"""),
            Stage("two", "feature.run-pipeline", """{ "pipeline": "bad" }""") with { OnFailure = FailurePolicy.Ignore },
            Stage("three", "feature.run-pipeline", """{ "pipeline": "slow" }"""));
        var before = await runs.UntilAsync(run, details =>
            details.Find("one")!.EndedAt is not null && details.Find("two")!.EndedAt is not null && details.Find("three")!.Outputs is not null);
        Assert.Equal((StageStatus.Succeeded, StageStatus.FailedContinue), (before.Find("one")!.Status, before.Find("two")!.Status));
        Assert.Equal("child-failed", before.Find("two")!.Error!.Code);

        var child = before.Find("three")!.Outputs!["run"]!.GetValue<string>();
        await runs.WaitingAsync(child, "gate");
        await runs.Get<RunInterventions>().CancelAsync(run, "bob", null, Cancellation);

        Assert.Equal(RunStatus.Canceled, (await runs.EndedAsync(run)).Run.Status);
        var ended = await runs.EndedAsync(child);
        Assert.Equal(RunStatus.Canceled, ended.Run.Status);
        Assert.Equal((run, "three", 1), (ended.Run.Trigger.ParentRun, ended.Run.Trigger.ParentStage, ended.Run.Depth));
    }

    [Theory]
    [InlineData("unknown", "pipeline-missing")]
    [InlineData("disabled", "pipeline-disabled")]
    public async Task Child_that_cannot_run_fails_the_stage_with_the_reason(string pipeline, string code)
    {
        await using var runs = await StartAsync();
        runs.Pipelines.All["disabled"] = Define("disabled", Scripted("x")) with { Disabled = true };

        var run = await runs.RunAsync(Stage("a", "feature.run-pipeline", $$"""{ "pipeline": "{{pipeline}}" }"""));

        Assert.Equal(code, (await runs.EndedAsync(run)).Find("a")!.Error!.Code);
    }

    [Fact]
    public async Task Starter_without_the_right_cannot_run_the_child()
    {
        await using var runs = await StartAsync();
        runs.Pipelines.All["child"] = Define("child", Scripted("x"));
        runs.Pipelines.Forbidden = "ann";

        var run = await runs.RunAsync(Stage("a", "feature.run-pipeline", """{ "pipeline": "child" }"""));

        Assert.Equal("forbidden", (await runs.EndedAsync(run)).Find("a")!.Error!.Code);
        Assert.Empty(runs.Script.Executed);
    }

    [Fact]
    public async Task Pipeline_that_starts_itself_ends_at_the_deepest_level()
    {
        await using var runs = await StartAsync();
        runs.Pipelines.All["self"] = Define("self", Stage("again", "feature.run-pipeline", """{ "pipeline": "self" }"""));

        var started = await runs.RunAsync(runs.Pipelines.All["self"]);
        var ended = await runs.EndedAsync(started.Id);

        Assert.Equal(RunStatus.Terminal, ended.Run.Status);
        var all = new List<string>();
        await foreach (var run in runs.Store.Index.ListAsync(null, null, null, Cancellation))
            all.Add(run);
        Assert.Equal(11, all.Count);
    }
}

public sealed class EmbeddedChildRunTests() : ChildRunTests(HostingMode.Embedded);

public sealed class HostedChildRunTests() : ChildRunTests(HostingMode.Functions);
