using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Concurrency;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>A run with all of its stages, begun or not.</summary>
internal sealed record RunAnswer
{
    /// <summary>Its id; ids sort by the time of the start.</summary>
    public required string Id { get; init; }

    /// <summary>Counts the pipeline's runs from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The application that the pipeline belongs to.</summary>
    public required string Application { get; init; }

    /// <summary>The revision of the definition that the run is frozen to.</summary>
    public required int Revision { get; init; }

    /// <summary>How far it is.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why it has this status.</summary>
    public string? Reason { get; init; }

    /// <summary>What started it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>The subject that started it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>The run that it repeats.</summary>
    public string? RerunOf { get; init; }

    /// <summary>What the person who started it wrote.</summary>
    public string? Comment { get; init; }

    /// <summary>Its parameters, defaults filled in.</summary>
    public required JsonObject Parameters { get; init; }

    /// <summary>The artifacts that the pipeline expects, as they were found when it was started.</summary>
    public required IReadOnlyList<BoundArtifact> Artifacts { get; init; }

    /// <summary>When its start was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began; null until then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null until then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where it stands while it is BUFFERED; left out otherwise.</summary>
    public QueuePlace? Queue { get; init; }

    /// <summary>The first request to cancel it.</summary>
    public CancelRequest? Cancel { get; init; }

    /// <summary>The messages that the pipeline's notifications caused, oldest first.</summary>
    public IReadOnlyList<RunNotificationAnswer>? Notifications { get; init; }

    /// <summary>The order that no freeze holds it.</summary>
    public FreezeOverride? FreezeOverride { get; init; }

    /// <summary>The times for which it was paused, oldest first.</summary>
    public IReadOnlyList<RunPaused>? Pauses { get; init; }

    /// <summary>Its stages, in the definition's order.</summary>
    public required IReadOnlyList<RunStageAnswer> Stages { get; init; }

    public static RunAnswer Of(RunDetails details, QueuePlace? queue) => new()
    {
        Id = details.Run.Id,
        Number = details.Run.Number,
        Pipeline = details.Run.Pipeline,
        Application = details.Run.Application,
        Revision = details.Run.Revision,
        Status = details.Run.Status,
        Reason = details.Run.Reason,
        Trigger = details.Run.Trigger,
        StartedBy = details.Run.StartedBy,
        RerunOf = details.Run.RerunOf,
        Comment = details.Run.Comment,
        Parameters = details.Run.Parameters,
        Artifacts = details.Run.Artifacts,
        CreatedAt = details.Run.CreatedAt,
        StartedAt = details.Run.StartedAt,
        EndedAt = details.Run.EndedAt,
        Queue = queue,
        Cancel = details.Run.Cancel,
        FreezeOverride = details.Run.FreezeOverride,
        Pauses = details.Run.Pauses.Count == 0 ? null : details.Run.Pauses,
        Stages = [.. details.Stages.Select(RunStageAnswer.Of)],
    };
}
