using System.Diagnostics;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Observability;

/// <summary>Emits the spans of runs and stages once they have ended, and makes a stage's span the current one while a step of it runs.</summary>
internal static class RunSpans
{
    /// <summary>Emits the span of a generation of a run that has ended.</summary>
    public static void Ended(RunDocument run)
    {
        if (!RunTrace.Source.HasListeners() || RunTrace.CreateRoot(run, RunTrace.NameOf(run)) is not { } span)
            return;

        span.SetStartTime(StartOf(run).UtcDateTime);
        Start(span, RunTrace.SpanIdOf(run.Id, run.Generation), RunTrace.TraceIdOf(run));
        Describe(span, run);
        span.SetTag("pipeline.run.number", run.Number);
        span.SetTag("pipeline.run.generation", run.Generation);
        span.SetTag("pipeline.run.status", StatusNames.Of(run.Status));
        if (run.Status is RunStatus.Terminal)
            span.SetStatus(ActivityStatusCode.Error, run.Reason);
        Stop(span, run.EndedAt!.Value);
    }

    /// <summary>Emits the span of an attempt of a stage that has ended.</summary>
    public static void Ended(RunDocument run, StageDocument stage)
    {
        if (!RunTrace.Source.HasListeners())
            return;

        var name = $"stage {stage.Id}";
        if (RunTrace.Source.CreateActivity(name, ActivityKind.Internal, RunTrace.ContextOf(run, stage.Generation)) is not { } span)
            return;

        span.SetStartTime(stage.StartedAt!.Value.UtcDateTime);
        Start(span, RunTrace.SpanIdOf(run.Id, stage.Id, stage.Attempt), null);
        Describe(span, run);
        span.SetTag("pipeline.stage.id", stage.Id);
        span.SetTag("pipeline.stage.type", stage.Type);
        span.SetTag("pipeline.stage.attempt", stage.Attempt);
        span.SetTag("pipeline.stage.status", StatusNames.Of(stage.Status));
        if (stage.Error is { } error)
            span.SetTag("error.type", error.Code);

        // What is shown of a failure was masked when it was recorded.
        if (stage.Status.IsFailure())
            span.SetStatus(ActivityStatusCode.Error, stage.Reason);
        Stop(span, stage.EndedAt!.Value);
    }

    /// <summary>When a run's generation began, or was accepted when it never did.</summary>
    public static DateTimeOffset StartOf(RunDocument run) => run.Generation == 1 ? run.StartedAt ?? run.CreatedAt : run.Restarts[^1].At;

    /// <summary>Makes a run's span the current one, for what is logged of the run. Never emitted itself; the span is, when the run ends.</summary>
    public static Activity Enter(RunDocument run) =>
        Enter(RunTrace.NameOf(run), RunTrace.ContextOf(run, run.Generation), run.Trace?.ToActivityContext().SpanId ?? default);

    /// <summary>
    /// Makes an attempt's span the current one, for the step that is about to run: what it calls and logs belongs to it. Never emitted itself;
    /// the span is, when the attempt ends.
    /// </summary>
    public static Activity Enter(RunDocument run, StageDocument stage) =>
        Enter($"stage {stage.Id}", RunTrace.ContextOf(run, stage.Id, stage.Attempt), RunTrace.SpanIdOf(run.Id, stage.Generation));

    private static Activity Enter(string name, ActivityContext context, ActivitySpanId parent)
    {
        var activity = new Activity(name) { TraceStateString = context.TraceState }
            .SetIdFormat(ActivityIdFormat.W3C)
            .SetParentId(context.TraceId, parent, context.TraceFlags)
            .Start();
        ActivityIds.TrySetSpanId(activity, context.SpanId);
        return activity;
    }

    private static void Start(Activity span, ActivitySpanId id, ActivityTraceId? root)
    {
        if (root is { } trace)
            ActivityIds.WithTraceId(trace, span.Start);
        else
            span.Start();
        ActivityIds.TrySetSpanId(span, id);
    }

    private static void Stop(Activity span, DateTimeOffset end)
    {
        span.SetEndTime(end.UtcDateTime);
        span.Stop();
        span.Dispose();
    }

    private static void Describe(Activity span, RunDocument run)
    {
        span.SetTag("pipeline.run.id", run.Id);
        span.SetTag("pipeline.name", run.Pipeline);
        span.SetTag("pipeline.application", run.Application);
    }
}
