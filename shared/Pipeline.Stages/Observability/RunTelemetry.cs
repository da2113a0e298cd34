using Microsoft.Extensions.Logging;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Observability;

/// <summary>Tells of runs what traces, metrics and the log are made of. To be called once for what has become durable, by whoever made it so.</summary>
public sealed partial class RunTelemetry(RunMeter meter, ILogger<RunTelemetry> logger)
{
    /// <summary>A run has begun.</summary>
    public void RunBegan(RunDocument run)
    {
        // One that may have waited for other runs says nothing of how fast the server is.
        if (run.Concurrency is null)
            meter.RunBegan(run.Application, run.StartedAt!.Value - run.CreatedAt);

        // Its end tells the same and more, and a busy server has hundreds of both a second.
        if (!logger.IsEnabled(LogLevel.Debug))
            return;
        using var span = RunSpans.Enter(run);
        LogRunBegan(run.Id, run.Number, run.Pipeline, run.Application, run.StartedBy);
    }

    /// <summary>A generation of a run has ended.</summary>
    public void RunEnded(RunDocument run)
    {
        var status = StatusNames.Of(run.Status);
        meter.RunEnded(run.Application, run.Pipeline, status);
        RunSpans.Ended(run);
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        using var span = RunSpans.Enter(run);
        LogRunEnded(run.Id, run.Number, run.Pipeline, run.Application, status, (run.EndedAt!.Value - RunSpans.StartOf(run)).TotalSeconds, run.StartedBy);
    }

    /// <summary>A step is about to run. Only of one that waited for its time is known when it was due.</summary>
    internal void StepBegan(StageStepRequest request, StageDocument stage, DateTimeOffset now)
    {
        if (request is { Mode: StageStepMode.Execute, Signal: null } && stage.Continuation is { At: { } due } next && next.Step == request.Step && due <= now)
            meter.StepBegan(stage.Type, now - due);
    }

    /// <summary>An attempt of a stage has ended.</summary>
    internal void StageEnded(RunDocument run, StageDocument stage)
    {
        var status = StatusNames.Of(stage.Status);
        var duration = stage.EndedAt!.Value - stage.StartedAt!.Value;
        meter.StageEnded(stage.Type, status, duration);
        RunSpans.Ended(run, stage);

        // A pipeline may have ten thousand stages; those that went well are told when everything is to be.
        var level = stage.Status.IsFailure() ? LogLevel.Warning : LogLevel.Debug;
        if (!logger.IsEnabled(level))
            return;
        using var span = RunSpans.Enter(run, stage);
        LogStageEnded(level, stage.Id, stage.Type, stage.Attempt, run.Id, status, duration.TotalSeconds, stage.Error?.Code);
    }

    [LoggerMessage(LogLevel.Debug, "Run {run} (#{number} of {pipeline} in {application}) began; {startedBy} started it.")]
    private partial void LogRunBegan(string run, int number, string pipeline, string application, string startedBy);

    [LoggerMessage(LogLevel.Information, "Run {run} (#{number} of {pipeline} in {application}) ended as {status} after {seconds:0.###} s; {startedBy} started it.")]
    private partial void LogRunEnded(string run, int number, string pipeline, string application, string status, double seconds, string startedBy);

    [LoggerMessage("Stage {stage} ({type}), attempt {attempt}, of run {run} ended as {status} after {seconds:0.###} s; error: {error}.")]
    private partial void LogStageEnded(LogLevel level, string stage, string type, int attempt, string run, string status, double seconds, string? error);
}
