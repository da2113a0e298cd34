using System.Diagnostics;
using Pipeline.Stages;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Testing;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Observability;

public sealed class TraceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_a_trace_with_a_span_for_each_stage_and_each_call_below_its_stage()
    {
        using var spans = new KeptSpans();
        await using var server = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);
        await using var runs = await StartAsync();
        runs.Script.Fails("broken");

        var run = await runs.RunAsync(
            Stage("call", "feature.webhook", $$"""{ "url": "{{server.Url}}hook?key=s3cr3t" }"""),
            Scripted("broken", "call"));
        var ended = await runs.EndedAsync(run);

        var trace = RunTrace.TraceIdOf(ended.Run);
        var all = await Eventually.GetAsync(() => Task.FromResult(spans.Of(trace)), found => found.Count == 4, cancellationToken: Cancellation);
        var root = all.Single(span => span.DisplayName == "run p");
        var call = all.Single(span => span.DisplayName == "stage call");
        var broken = all.Single(span => span.DisplayName == "stage broken");
        var http = all.Single(span => span.Kind == ActivityKind.Client);
        Assert.Equal((RunTrace.SpanIdOf(run, 1), default), (root.SpanId, root.ParentSpanId));
        Assert.Equal((RunTrace.SpanIdOf(run, "call", 1), root.SpanId), (call.SpanId, call.ParentSpanId));
        Assert.Equal((RunTrace.SpanIdOf(run, "broken", 1), root.SpanId), (broken.SpanId, broken.ParentSpanId));
        Assert.Equal(call.SpanId, http.ParentSpanId);
        Assert.Equal(ended.Run.StartedAt!.Value.UtcDateTime, root.StartTimeUtc);
        Assert.Equal(("TERMINAL", ActivityStatusCode.Error), (root.GetTagItem("pipeline.run.status"), root.Status));
        Assert.Equal(("SUCCEEDED", ActivityStatusCode.Unset), (call.GetTagItem("pipeline.stage.status"), call.Status));
        Assert.Equal(("boom", "test.scripted", 1), (broken.GetTagItem("error.type"), broken.GetTagItem("pipeline.stage.type"), broken.GetTagItem("pipeline.stage.attempt")));
        Assert.Equal((run, "p", "default"), (broken.GetTagItem("pipeline.run.id"), broken.GetTagItem("pipeline.name"), broken.GetTagItem("pipeline.application")));
        Assert.All(all, span => Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("s3cr3t", StringComparison.Ordinal) == true));

        // What the receiver was told is that call's span, in the same trace.
        Assert.Equal(http.Id, Assert.Single(server.Requests).Headers["traceparent"]);
    }

    [Fact]
    public async Task A_run_that_is_started_in_a_trace_is_part_of_it_and_its_child_is_below_the_stage_that_started_it()
    {
        using var spans = new KeptSpans();
        await using var runs = await StartAsync();
        runs.Pipelines.All["child"] = Define("child", Scripted("x"));
        var caller = ActivityContext.Parse($"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01", "a=1");
        var parent = Define("parent", Stage("start", "feature.run-pipeline", """{ "pipeline": "child" }"""));

        var started = await runs.Get<RunStarter>().StartAsync(
            new() { Definition = parent, Revision = 1, Trigger = new() { Type = "manual" }, StartedBy = "ann", Trace = TraceContext.Of(caller) }, Cancellation);
        await runs.EndedAsync(started.Id);

        var all = await Eventually.GetAsync(() => Task.FromResult(spans.Of(caller.TraceId)), found => found.Count == 4, cancellationToken: Cancellation);
        var stage = all.Single(span => span.DisplayName == "stage start");
        Assert.Equal(caller.SpanId, all.Single(span => span.DisplayName == "run parent").ParentSpanId);
        Assert.Equal(stage.SpanId, all.Single(span => span.DisplayName == "run child").ParentSpanId);
        Assert.All(all, span => Assert.Equal("a=1", span.TraceStateString));
    }

    [Fact]
    public async Task A_restarted_stage_has_a_span_of_its_own_below_the_new_generation_of_its_run()
    {
        using var spans = new KeptSpans();
        await using var runs = await StartAsync();
        runs.Script.Fails("a");
        var run = await runs.RunAsync(Scripted("a"));
        await runs.EndedAsync(run);
        runs.Script.Steps.Clear();

        await runs.Get<RunRestarts>().RestartAsync(run, "a", "bob", Cancellation);
        var ended = await runs.UntilAsync(run, details => details.Run is { Generation: 2, EndedAt: not null });

        var all = await Eventually.GetAsync(
            () => Task.FromResult(spans.Of(RunTrace.TraceIdOf(ended.Run))), found => found.Count == 4, cancellationToken: Cancellation);
        Assert.Equal(
            [RunTrace.SpanIdOf(run, 1), RunTrace.SpanIdOf(run, 2)],
            all.Where(span => span.DisplayName == "stage a").OrderBy(span => span.GetTagItem("pipeline.stage.attempt")).Select(span => span.ParentSpanId));
        Assert.Equal(["TERMINAL", "SUCCEEDED"], all.Where(span => span.DisplayName == "run p").OrderBy(span => span.GetTagItem("pipeline.run.generation")).Select(span => span.GetTagItem("pipeline.run.status")));
    }

    [Fact]
    public async Task A_stage_of_many_steps_is_one_span()
    {
        using var spans = new KeptSpans();
        await using var runs = await StartAsync();
        runs.Script.Steps["poll"] = (execution, _) => new(execution.Step == 2 ? new StageStep.Succeeded() : new StageStep.Again(TimeSpan.FromSeconds(1)));

        var run = await runs.RunAsync(Scripted("poll"));
        var ended = await runs.EndedAfterAsync(run, TimeSpan.FromSeconds(1));

        var all = await Eventually.GetAsync(
            () => Task.FromResult(spans.Of(RunTrace.TraceIdOf(ended.Run))), found => found.Count == 2, cancellationToken: Cancellation);
        var stage = all.Single(span => span.DisplayName == "stage poll");
        Assert.Equal(ended.Find("poll")!.EndedAt!.Value - ended.Find("poll")!.StartedAt!.Value, stage.Duration);
    }

    [Fact]
    public async Task Logs_and_calls_of_a_step_are_in_the_span_of_its_stage_whether_or_not_anybody_listens()
    {
        await using var runs = await StartAsync();
        Activity? seen = null;
        runs.Script.Steps["a"] = (_, _) =>
        {
            seen = Activity.Current;
            return new(new StageStep.Succeeded());
        };

        var run = await runs.RunAsync(Scripted("a"));
        var ended = await runs.EndedAsync(run);

        Assert.Equal((RunTrace.TraceIdOf(ended.Run), RunTrace.SpanIdOf(run, "a", 1)), (seen!.TraceId, seen.SpanId));
    }
}
