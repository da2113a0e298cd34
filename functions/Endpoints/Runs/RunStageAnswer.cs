using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>A stage of a run in its newest attempt.</summary>
internal sealed record RunStageAnswer
{
    /// <summary>Its id in the definition.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Its stage type.</summary>
    public required string Type { get; init; }

    /// <summary>How far it is.</summary>
    public required StageStatus Status { get; init; }

    /// <summary>Why it has this status.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Reason { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the attempt began; null until then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the attempt ended; null until then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its inputs as they were evaluated; secrets stand in them as references.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required JsonObject? Inputs { get; init; }

    /// <summary>What it has produced so far.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required JsonObject? Outputs { get; init; }

    /// <summary>The artifacts that it published, each under the id that the pipeline calls it by.</summary>
    public IReadOnlyList<BoundArtifact>? Artifacts { get; init; }

    /// <summary>Why it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required StageError? Error { get; init; }

    /// <summary>The ids of the stages directly upstream.</summary>
    public required IReadOnlyList<string> DependsOn { get; init; }

    /// <summary>When the attempt times out.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What it waits for, and what people are asked.</summary>
    public StageWait? WaitingFor { get; init; }

    /// <summary>What keeps it from starting although it is its turn, or kept it.</summary>
    public StageHold? Hold { get; init; }

    /// <summary>What was decided about it.</summary>
    public StageDecision? Decision { get; init; }

    /// <summary>The votes so far, one a person.</summary>
    public IReadOnlyList<StageVote>? Votes { get; init; }

    /// <summary>The messages that the stage's notifications caused, of all its attempts, oldest first.</summary>
    public IReadOnlyList<RunNotificationAnswer>? Notifications { get; init; }

    /// <summary>The attempts before this one, oldest first.</summary>
    public IReadOnlyList<StageAttempt>? EarlierAttempts { get; init; }

    public static RunStageAnswer Of(StageDocument stage) => new()
    {
        Id = stage.Id,
        Name = stage.Name,
        Type = stage.Type,
        Status = stage.Status,
        Reason = stage.Reason,
        Attempt = stage.Attempt,
        StartedAt = stage.StartedAt,
        EndedAt = stage.EndedAt,
        Inputs = stage.Inputs,
        Outputs = stage.Outputs,
        Artifacts = stage.Artifacts.Count == 0 ? null : stage.Artifacts,
        Error = stage.Error,
        DependsOn = stage.DependsOn,
        Deadline = stage.Deadline,
        WaitingFor = stage.WaitingFor,
        Hold = stage.Hold,
        Decision = stage.Decision,
        Votes = stage.Votes.Count == 0 ? null : stage.Votes,
        EarlierAttempts = stage.EarlierAttempts.Count == 0 ? null : stage.EarlierAttempts,
    };
}
