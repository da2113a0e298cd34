namespace Pipeline.Durable.Client;

/// <summary>
/// Starts, watches and ends orchestration instances. What a method has acknowledged is durable. Semantics are those of
/// <c>Microsoft.DurableTask.Client.DurableTaskClient</c>.
/// </summary>
public abstract class DurableTaskClient
{
    /// <summary>Schedules a new instance and gives its id.</summary>
    /// <param name="orchestratorName">The orchestrator's registered name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">Instance id, version and start time.</param>
    /// <param name="cancellation">Stops waiting for the acknowledgement.</param>
    /// <exception cref="OrchestrationAlreadyExistsException">The chosen id belongs to an instance that has not been purged.</exception>
    public abstract Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Sends an event to an instance. Events to an ended instance are dropped.</summary>
    /// <exception cref="OrchestrationNotFoundException">There is no such instance.</exception>
    public abstract Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default);

    /// <summary>Waits until the instance has started (or ended).</summary>
    /// <exception cref="OrchestrationNotFoundException">There is no such instance.</exception>
    public abstract Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>Waits until the instance has ended, one way or another.</summary>
    /// <exception cref="OrchestrationNotFoundException">There is no such instance.</exception>
    public abstract Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>Ends an instance. Terminating an ended instance does nothing.</summary>
    /// <exception cref="OrchestrationNotFoundException">There is no such instance.</exception>
    public abstract Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Stops an instance until it is resumed: it keeps what arrives and does nothing.</summary>
    /// <exception cref="OrchestrationNotFoundException">There is no such instance.</exception>
    public abstract Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Lets a suspended instance go on.</summary>
    /// <exception cref="OrchestrationNotFoundException">There is no such instance.</exception>
    public abstract Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>What is known about an instance; null when there is none.</summary>
    public abstract Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>Lists instances.</summary>
    public abstract AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null);

    /// <summary>Deletes an ended instance; the count is 0 when there is none or it has not ended.</summary>
    public abstract Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Deletes the ended instances that match.</summary>
    public abstract Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default);
}
