namespace Pipeline.Durable.Client;

/// <summary>The instance id chosen for a start is taken.</summary>
/// <param name="instanceId">The taken id.</param>
public sealed class OrchestrationAlreadyExistsException(string instanceId)
    : InvalidOperationException($"An orchestration instance '{instanceId}' exists already. Choose another id, or purge the instance first.")
{
    /// <summary>The taken id.</summary>
    public string InstanceId { get; } = instanceId;
}

/// <summary>There is no instance of this id.</summary>
/// <param name="instanceId">The unknown id.</param>
public sealed class OrchestrationNotFoundException(string instanceId)
    : InvalidOperationException($"There is no orchestration instance '{instanceId}'.")
{
    /// <summary>The unknown id.</summary>
    public string InstanceId { get; } = instanceId;
}
