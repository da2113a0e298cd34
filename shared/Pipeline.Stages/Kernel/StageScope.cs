using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Kernel;

/// <summary>What a stage, and the expressions in its configuration, can see of its run.</summary>
internal sealed class StageScope(RunSnapshot snapshot, FrozenDefinition definition)
{
    /// <summary>The stages that have begun in this generation's view of the run, in the definition's order.</summary>
    private IEnumerable<StageDocument> Begun()
    {
        var resets = snapshot.Run.Restarts.Count == 0 ? null : StageResets.Of(snapshot.Run, definition.Graph);
        foreach (var stage in definition.Graph.Stages)
        {
            if (snapshot.Documents.TryGetValue(stage.Id, out var stored) && resets?.Covers(stored) != true)
                yield return stored;
        }
    }

    /// <summary>The stages as stages see them.</summary>
    public StageStates States() => new(() =>
        [.. Begun().Select(stage => new StageState(
            stage.Id, stage.Name, stage.Type, stage.Status, stage.Attempt, stage.Outputs?.DeepClone().AsObject(), stage.Decision))]);

    /// <summary>The run as stages see it.</summary>
    public StageRun Run() => new(
        snapshot.Run.Id, snapshot.Run.Number, snapshot.Run.Pipeline, snapshot.Run.Application, snapshot.Run.ActsAs ?? snapshot.Run.StartedBy, snapshot.Run.Depth);

    /// <summary>The run as expressions see it.</summary>
    public ExpressionScope Expressions(StageDefinition current) => new()
    {
        CurrentStageId = current.Id,
        CurrentUser = snapshot.Run.StartedBy,
        Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["parameters"] = snapshot.Run.Parameters,
            ["trigger"] = TriggerScope.Of(snapshot.Run.Trigger, snapshot.Run.StartedBy, snapshot.Run.Parameters),
            ["execution"] = Execution(snapshot.Run),
        },
        Stages =
        [
            .. Begun().Where(stage => stage.Id != current.Id).Append(Itself(current)).Select(stage => new ExpressionStage
            {
                Id = stage.Id,
                Name = stage.Name,
                Type = stage.Type,
                Status = StatusNames.Of(stage.Status),
                Inputs = stage.Inputs ?? [],
                Outputs = stage.Outputs ?? [],
                JudgementInput = stage.Decision?.Input,
                StartedAt = stage.StartedAt,
                EndedAt = stage.EndedAt,
                Attempt = stage.Attempt,
            }),
        ],
    };

    private static StageDocument Itself(StageDefinition stage) => RunDetails.NotStarted(stage) with { Status = StageStatus.Running };

    private static JsonObject Execution(RunDocument run) => new()
    {
        ["id"] = run.Id,
        ["number"] = run.Number,
        ["name"] = run.Pipeline,
        ["pipeline"] = run.Pipeline,
        ["application"] = run.Application,
        ["revision"] = run.Revision,
        ["startedBy"] = run.StartedBy,
        ["comment"] = run.Comment,
        ["startTime"] = run.StartedAt?.ToUnixTimeMilliseconds(),
    };
}
