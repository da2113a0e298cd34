using Pipeline.Definitions;
using Pipeline.Definitions.Runs;

namespace Pipeline.Stages.Runs;

/// <summary>A run as people see it: its document and all of its stages, begun or not, in the definition's order.</summary>
public sealed record RunDetails
{
    private RunDetails(RunDocument run, FrozenDefinition definition, IReadOnlyList<StageDocument> stages, long sequence)
    {
        Run = run;
        Definition = definition;
        Stages = stages;
        Sequence = sequence;
    }

    /// <summary>The run.</summary>
    public RunDocument Run { get; }

    /// <summary>The definition that it is frozen to.</summary>
    public FrozenDefinition Definition { get; }

    /// <summary>Every stage in its newest state. One that a restart has put back is NOT_STARTED, its attempts among the earlier ones.</summary>
    public IReadOnlyList<StageDocument> Stages { get; }

    /// <summary>The sequence of the last event that is contained.</summary>
    public long Sequence { get; }

    /// <summary>The stage of an id; null when the definition has none.</summary>
    public StageDocument? Find(string stage) =>
        Definition.Graph.Contains(stage) ? Stages[Definition.Graph.IndexOf(stage)] : null;

    /// <summary>Puts a run together from what is stored: restarts applied, and stages that will never run given their reason.</summary>
    public static RunDetails Of(RunSnapshot snapshot, FrozenDefinition definition)
    {
        var reset = StageResets.Of(snapshot.Run, definition.Graph);
        var stages = definition.Graph.Stages
            .Select(stage => snapshot.Documents.TryGetValue(stage.Id, out var document)
                ? reset.Apply(document)
                : NotStarted(stage))
            .ToArray();
        var decision = RunRules.Decide(
            definition.Graph,
            stage => new(stages[stage].Status, stages[stage].FailsRunLater),
            new(CancelRequested: snapshot.Run.Cancel is { FailedStage: null }));
        foreach (var blocked in decision.Blocked)
        {
            var index = definition.Graph.IndexOf(blocked.StageId);
            stages[index] = stages[index] with { Reason = blocked.Reason };
        }

        return new(snapshot.Run, definition, stages, snapshot.Sequence);
    }

    internal static StageDocument NotStarted(StageDefinition stage) => new()
    {
        Id = stage.Id,
        Name = stage.Name,
        Type = stage.Type,
        DependsOn = stage.DependsOn,
    };
}
