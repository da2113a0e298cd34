using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Concurrency;
using Pipeline.Definitions.Notifications;
using Pipeline.Definitions.Retention;
using Pipeline.Definitions.Triggers;
using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions;

/// <summary>How a piece of software reaches production: the parameters a run takes and the graph of stages it goes through.</summary>
/// <remarks>
/// The graph is exactly what <see cref="StageDefinition.DependsOn"/> says: stages without a path between them run in parallel, and a
/// document in which no stage depends on another starts all of them at once. List order means nothing.
/// </remarks>
public sealed record PipelineDefinition
{
    /// <summary>The document version that this release writes and reads.</summary>
    public const string CurrentApiVersion = "pipeline/v1";

    /// <summary>The application of a pipeline whose document names none.</summary>
    public const string DefaultApplication = "default";

    /// <summary>The version of the document format, <see cref="CurrentApiVersion"/>.</summary>
    public string ApiVersion { get; init; } = CurrentApiVersion;

    /// <summary>The pipeline's name, a lower-case slug that is part of its address.</summary>
    public required string Name { get; init; }

    /// <summary>The application that groups the pipeline and holds the roles on it.</summary>
    public string Application { get; init; } = DefaultApplication;

    /// <summary>What the pipeline is for, in the author's words.</summary>
    public string? Description { get; init; }

    /// <summary>Whether starting a run is refused.</summary>
    public bool Disabled { get; init; }

    /// <summary>
    /// The environment that every run of the pipeline deploys to, which makes each of its runs a deployment; null: a run is one when a stage
    /// of it deploys (<see cref="Deployments.DeploymentRules"/>).
    /// </summary>
    public string? Deploys { get; init; }

    /// <summary>How many runs may be under way at once; null: any number.</summary>
    public ConcurrencyLimit? Concurrency { get; init; }

    /// <summary>When the stages may start that have no window of their own; null: at any time.</summary>
    public ExecutionWindow? Window { get; init; }

    /// <summary>How long its runs are kept; null: as the server keeps them.</summary>
    public RunRetention? Retention { get; init; }

    /// <summary>What a run may be given when it starts.</summary>
    public IReadOnlyList<ParameterDefinition> Parameters { get; init; } = [];

    /// <summary>The artifacts that a run expects when it starts.</summary>
    public IReadOnlyList<ExpectedArtifact> Artifacts { get => field ?? []; init; } = [];
    /// <summary>What starts runs by itself; people and the API can start them in any case.</summary>
    public IReadOnlyList<TriggerDefinition> Triggers { get => field ?? []; init; } = [];

    /// <summary>Who is told of what happens to runs.</summary>
    public IReadOnlyList<NotificationDefinition> Notifications { get => field ?? []; init; } = [];

    /// <summary>The stages, in the order of the document.</summary>
    public required IReadOnlyList<StageDefinition> Stages { get; init; }
}
