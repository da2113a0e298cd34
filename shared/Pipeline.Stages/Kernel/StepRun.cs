using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Kernel;

/// <summary>Which step of which stage is being carried out.</summary>
internal sealed record StageRecord(FrozenDefinition Definition, StageDefinition Stage, StageStepRequest Request);

/// <summary>A step that is being carried out, with what it needs.</summary>
internal sealed record StepRun(StageRecord Record, StageType Type, RunSnapshot Snapshot, StageDocument Current)
{
    public StageStepRequest Request => Record.Request;

    public StageExecution Execution(JsonObject input, IStageLog log)
    {
        var scope = new StageScope(Snapshot, Record.Definition);
        return new()
        {
            Run = scope.Run(),
            StageId = Request.Stage,
            Attempt = Request.Attempt,
            Step = Request.Step - Current.FirstStep,
            Cursor = Request.Cursor?.DeepClone(),
            Signal = Request.Signal is { } signal ? new(signal.Name, signal.Data?.DeepClone()) : null,
            Decision = Current.Decision,
            Votes = Current.Votes,
            StartedAt = Current.StartedAt ?? default,
            Deadline = Current.Deadline,
            RawInput = input,
            Stages = scope.States(),
            Artifacts = scope.Artifacts(Record.Stage),
            Produces = Record.Stage.Produces,
            Log = log,
        };
    }
}
