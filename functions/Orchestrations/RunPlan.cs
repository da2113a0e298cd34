using Pipeline.Definitions;
using Pipeline.Definitions.Graph;

namespace Pipeline.Functions.Orchestrations;

/// <summary>What the orchestration of a run must know of its pipeline: the graph, without the stages' configuration.</summary>
public sealed record RunPlan
{
    /// <summary>The stages, in the order of the definition.</summary>
    public IReadOnlyList<PlannedStage> Stages { get; init; } = [];

    /// <summary>How far each stage is, a letter each (<see cref="StageLetters"/>): a restarted run begins with ended stages.</summary>
    public string States { get; init; } = "";

    /// <summary>Whether cancelling was asked for before the orchestration began.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whether there is nothing left to do: the generation has ended, or a later one has taken its place.</summary>
    public bool IsOver { get; init; }

    /// <summary>The graph of the stages.</summary>
    public StageGraph Graph() => StageGraph.Of([.. Stages.Select(stage => new StageDefinition
    {
        Id = stage.Id,
        Type = stage.Activity,
        DependsOn = stage.DependsOn ?? [],
        Join = stage.Join,
    })]);
}

/// <summary>A stage in the plan of a run.</summary>
public sealed record PlannedStage
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The activity that carries out its steps.</summary>
    public required string Activity { get; init; }

    /// <summary>The stages directly upstream; null for none.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>When it may start.</summary>
    public JoinRule Join { get; init; }

    /// <summary>The number of its next attempt.</summary>
    public int Attempt { get; init; } = 1;
}
