using Microsoft.AspNetCore.Http;
using Pipeline.Definitions;
using Pipeline.Functions.Hosting;
using Pipeline.Stages;
using Pipeline.Stages.Runs;
using Pipeline.Testing;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>Every stage that does not end in its first step, when its time is up: those that wait for people, for a moment, for others, and those that poll.</summary>
public abstract class StageTimeoutTests(HostingMode mode) : RunBehaviour(mode)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("feature.wait", """{ "duration": "2h" }""")]
    [InlineData("feature.judgement", "{}")]
    [InlineData("feature.approval", """{ "reminder": "2m" }""")]
    [InlineData("feature.run-pipeline", """{ "pipeline": "child" }""")]
    [InlineData("feature.webhook", """{ "url": "URL", "waitForCompletion": true, "statusJsonPath": "$.status", "successStatuses": "DONE" }""")]
    [InlineData("test.scripted", "sleeps")]
    [InlineData("test.scripted", "polls")]
    [InlineData("test.scripted", "hangs")]
    public async Task A_stage_whose_time_is_up_fails_or_succeeds_as_its_author_wants(string type, string with)
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync("""{ "status": "RUNNING" }""", Cancellation));
        await using var runs = await StartAsync();
        runs.Pipelines.All["child"] = Define("child", Stage("gate", "feature.judgement"));
        var script = with switch
        {
            "sleeps" => static (_, _) => new(new StageStep.Wait([StageSignals.Skip])),
            "polls" => static (_, _) => new(new StageStep.Again(TimeSpan.FromSeconds(10))),
            "hangs" => Hanging,
            _ => (Func<StageExecution, CancellationToken, ValueTask<StageStep>>?)null,
        };
        if (script is not null)
            (runs.Script.Steps["fails"], runs.Script.Steps["succeeds"]) = (script, script);
        var stage = Stage("fails", type, script is null ? with.Replace("URL", server.Url.AbsoluteUri, StringComparison.Ordinal) : "{}") with { Timeout = TimeSpan.FromMinutes(1), OnFailure = FailurePolicy.FailBranch };
        var run = await runs.RunAsync(stage, stage with { Id = "succeeds", TimeoutOutcome = TimeoutOutcome.Succeed });
        await runs.UntilAsync(run, details => details.Stages.All(begun => begun.Deadline is not null && (with == "hangs" || begun.StepsDone > 0)));

        var ended = await runs.EndedAfterAsync(run, TimeSpan.FromMinutes(1));

        var (failed, succeeded) = (ended.Find("fails")!, ended.Find("succeeds")!);
        Assert.Equal((StageStatus.Stopped, "timeout", "timed out after 1m"), (failed.Status, failed.Error?.Code, failed.Reason));
        Assert.Equal((StageStatus.Succeeded, null, "timed out after 1m, which counts as a success"), (succeeded.Status, succeeded.Error, succeeded.Reason));
        Assert.InRange(failed.EndedAt!.Value - failed.StartedAt!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("feature.judgement", "{}")]
    [InlineData("test.scripted", "{}")]
    public async Task The_time_for_which_a_run_is_paused_does_not_count(string type, string with)
    {
        await using var runs = await StartAsync();
        runs.Script.Steps["a"] = static (_, _) => new(new StageStep.Again(TimeSpan.FromMinutes(1)));
        var run = await runs.RunAsync(Stage("a", type, with) with { Timeout = TimeSpan.FromMinutes(10) });
        await runs.UntilAsync(run, details => details.Find("a")!.StepsDone > 0);
        var began = runs.Time.GetUtcNow();
        await runs.Get<RunInterventions>().PauseAsync(run, "bob", null, Cancellation);
        await runs.UntilAsync(run, details => details.Run.Status is RunStatus.Paused);

        for (var minute = 0; minute < 30; minute++)
            runs.Time.Advance(TimeSpan.FromMinutes(1));
        await runs.Get<RunInterventions>().ResumeAsync(run, "bob", null, Cancellation);
        var resumed = await runs.UntilAsync(run, details => details.Run.Status is RunStatus.Running);
        var paused = resumed.Run.Pauses[0].ResumedAt!.Value - resumed.Run.Pauses[0].At;
        Assert.Equal(StageStatus.Running, resumed.Find("a")!.Status);
        Assert.Equal(began + TimeSpan.FromMinutes(10) + paused, resumed.Find("a")!.Deadline);

        var ended = await runs.EndedAfterAsync(run, TimeSpan.FromMinutes(10));
        Assert.Equal((StageStatus.Terminal, "timed out after 10m"), (ended.Find("a")!.Status, ended.Find("a")!.Reason));
        Assert.True(ended.Find("a")!.EndedAt >= began + TimeSpan.FromMinutes(10) + paused);
    }

    private static async ValueTask<StageStep> Hanging(StageExecution execution, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new StageStep.Succeeded();
    }
}

public sealed class EmbeddedStageTimeoutTests() : StageTimeoutTests(HostingMode.Embedded);

public sealed class HostedStageTimeoutTests() : StageTimeoutTests(HostingMode.Functions);
