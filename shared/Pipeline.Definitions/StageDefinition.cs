using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Notifications;
using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions;

/// <summary>One stage of a pipeline as its author wrote it, before any expression is evaluated.</summary>
public sealed record StageDefinition
{
    /// <summary>The stage's id, unique in the pipeline; what <see cref="DependsOn"/> and the API call it.</summary>
    public required string Id { get; init; }

    /// <summary>The stage type, for example <c>feature.webhook</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What people and expressions call the stage; its id when the document gives no name.</summary>
    public string Name { get => field ?? Id; init; } = null!;

    /// <summary>The ids of the stages directly upstream; empty for a stage that starts with the run.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>When a stage with upstreams may start.</summary>
    public JoinRule Join { get; init; }

    /// <summary>
    /// The ids of the artifacts that must be there for the stage to start (NHN's start condition): of those that the pipeline expects or that stages
    /// upstream produce.
    /// </summary>
    public IReadOnlyList<string> Requires { get => field ?? []; init; } = [];

    /// <summary>The artifacts that the stage publishes when it ends well, each under its id (NHN's end condition).</summary>
    public IReadOnlyList<ExpectedArtifact> Produces { get => field ?? []; init; } = [];

    /// <summary>What a failure of this stage means for its branch and for the run.</summary>
    public FailurePolicy OnFailure { get; init; }

    /// <summary>
    /// One expression, <c>${…}</c>, that is evaluated when the stage is about to start: false skips it, and what is neither true nor false
    /// fails it under <see cref="OnFailure"/>; null: the stage runs (reference A6, stageEnabled).
    /// </summary>
    public string? EnabledIf { get; init; }

    /// <summary>
    /// What a person's refusal means for the branch and for the run. It is kept apart from <see cref="OnFailure"/>, so that "ignore the
    /// failure" never turns a "no" into a "yes".
    /// </summary>
    public FailurePolicy OnReject { get; init; }

    /// <summary>When the stage may start (reference A6, restrictExecutionDuringTimeWindow); null: when <see cref="PipelineDefinition.Window"/> says.</summary>
    public ExecutionWindow? Window { get; init; }

    /// <summary>
    /// How long the stage may run, waiting for people and for what it began included; null when the stage type's own limit holds. The time
    /// before it may start, and the time for which its run is paused, do not count (reference A6, stageTimeoutMs).
    /// </summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Timeout { get; init; }

    /// <summary>What running out of <see cref="Timeout"/> counts as.</summary>
    public TimeoutOutcome TimeoutOutcome { get; init; }

    /// <summary>Free text of the author, shown with the stage.</summary>
    public string? Comments { get; init; }

    /// <summary>Who is told of what happens to the stage.</summary>
    public IReadOnlyList<NotificationDefinition> Notifications { get => field ?? []; init; } = [];

    /// <summary>The stage type's inputs as written; any string may hold <c>${…}</c>.</summary>
    public JsonObject With { get; init; } = [];
}
