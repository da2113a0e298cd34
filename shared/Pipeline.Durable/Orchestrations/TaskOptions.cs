namespace Pipeline.Durable;

/// <summary>How an activity or a sub-orchestration is called.</summary>
/// <param name="Retry">How failures are retried; null: not at all.</param>
public record TaskOptions(TaskRetryOptions? Retry = null)
{
    /// <summary>Options that retry by a policy.</summary>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <summary>Options that retry while a handler says so.</summary>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <summary>Options that retry while a handler says so.</summary>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);

    /// <summary>These options for a sub-orchestration with an id of the caller's choice.</summary>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(Retry, instanceId);
}

/// <summary>How a sub-orchestration is called.</summary>
/// <param name="Retry">How failures are retried; null: not at all.</param>
/// <param name="InstanceId">
/// The child's instance id. Null: one that is unique to this call and this execution of the parent. A retried call with an id of the
/// caller's choice starts that id again.
/// </param>
public sealed record SubOrchestrationOptions(TaskRetryOptions? Retry = null, string? InstanceId = null) : TaskOptions(Retry)
{
    /// <summary>The orchestrator version the child starts with; null: the name's default version.</summary>
    public string? Version { get; init; }
}
