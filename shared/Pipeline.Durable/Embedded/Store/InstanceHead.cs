using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Store;

/// <summary>What is known of an instance without reading its history.</summary>
internal sealed record InstanceHead
{
    /// <summary>The instance's id.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Changes with every start and every continue-as-new: results for an earlier execution are dropped.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The orchestrator's name.</summary>
    public required string Name { get; init; }

    /// <summary>The orchestrator version that the instance started with; empty when none was given.</summary>
    public string Version { get; init; } = "";

    /// <summary>The id of the instance that started this one as its sub-orchestration.</summary>
    public string? ParentId { get; init; }

    /// <summary>Where the instance stands.</summary>
    public OrchestrationStatus Status { get; init; } = OrchestrationStatus.Pending;

    /// <summary>When the start was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last turn took effect.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>When the first turn shall run, if not at once.</summary>
    public DateTimeOffset? ScheduledStartAt { get; init; }

    /// <summary>What the orchestrator last set as its custom status, as JSON.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>The result as JSON, or the reason of a termination or suspension.</summary>
    public string? Output { get; init; }

    /// <summary>Why the instance failed.</summary>
    public Protocol.TaskFailureDetails? Failure { get; init; }

    /// <summary>
    /// How many turns the current execution's history holds. At 0 the first turn is to come, and the history is its message: the start, and
    /// after a continue-as-new the events carried over.
    /// </summary>
    public int Turn { get; init; }

    /// <summary>Counts the executions: 0 for the first, one more with every continue-as-new.</summary>
    public int Generation { get; init; }

    /// <summary>When the instance has work without a new message; null when only a message can wake it.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>No turn will follow.</summary>
    public bool IsFinished => Status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Canceled or OrchestrationStatus.Terminated;
}
