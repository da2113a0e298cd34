using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Observability;

/// <summary>Tells of runs what traces and metrics are made of. To be called once for what has become durable, by whoever made it so.</summary>
public sealed class RunTelemetry(RunMeter meter)
{
    /// <summary>A run has begun.</summary>
    public void RunBegan(RunDocument run) => meter.RunBegan(run.Application, run.StartedAt!.Value - run.CreatedAt);

    /// <summary>A generation of a run has ended.</summary>
    public void RunEnded(RunDocument run)
    {
        meter.RunEnded(run.Application, run.Pipeline, StatusNames.Of(run.Status));
        RunSpans.Ended(run);
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
        meter.StageEnded(stage.Type, StatusNames.Of(stage.Status), stage.EndedAt!.Value - stage.StartedAt!.Value);
        RunSpans.Ended(run, stage);
    }
}
