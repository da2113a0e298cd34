using Pipeline.Durable.Client;
using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost.Commands;

/// <summary>
/// A client that records what it is asked to do while the task hub cannot be reached. What only reads fails then.
/// </summary>
/// <remarks>
/// A recorded command is acknowledged before anybody knows whether its instance is there, so a start under an id in use, or an event to
/// an instance that is not there, goes without an exception.
/// </remarks>
/// <param name="direct">Reaches the task hub.</param>
/// <param name="recorder">Records.</param>
/// <param name="registry">Says with which version a new instance starts.</param>
/// <param name="converter">Writes inputs and events.</param>
/// <param name="time">Tells when a command is recorded.</param>
public sealed class RecordingDurableTaskClient(
    DurableTaskClient direct, ICommandRecorder recorder, DurableTaskRegistry registry, DataConverter converter, TimeProvider time) : DurableTaskClient
{
    /// <inheritdoc/>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        // Decided here: the same in the recorded command as in the call before it.
        options = (options ?? new()) with { InstanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N"), Version = options?.Version ?? registry.DefaultVersion(orchestratorName) };
        await DoAsync(
            () => direct.ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, cancellation),
            () => Command(OrchestrationCommandKind.Start, options.InstanceId!) with
            {
                Name = orchestratorName.Name,
                Version = options.Version,
                Data = converter.Serialize(input),
                StartAt = options.StartAt,
                Tags = options.Tags is { Count: > 0 } tags ? tags : null,
            },
            cancellation);
        return options.InstanceId!;
    }

    /// <inheritdoc/>
    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => DoAsync(
        () => direct.RaiseEventAsync(instanceId, eventName, eventPayload, cancellation),
        () => Command(OrchestrationCommandKind.RaiseEvent, instanceId) with { Name = eventName, Data = converter.Serialize(eventPayload) },
        cancellation);

    /// <inheritdoc/>
    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) => DoAsync(
        () => direct.TerminateInstanceAsync(instanceId, options, cancellation),
        () => Command(OrchestrationCommandKind.Terminate, instanceId) with { Data = converter.Serialize(options?.Output) },
        cancellation);

    /// <inheritdoc/>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => DoAsync(
        () => direct.SuspendInstanceAsync(instanceId, reason, cancellation),
        () => Command(OrchestrationCommandKind.Suspend, instanceId) with { Reason = reason },
        cancellation);

    /// <inheritdoc/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => DoAsync(
        () => direct.ResumeInstanceAsync(instanceId, reason, cancellation),
        () => Command(OrchestrationCommandKind.Resume, instanceId) with { Reason = reason },
        cancellation);

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var result = new PurgeResult(0);
        await DoAsync(
            async () => result = await direct.PurgeInstanceAsync(instanceId, options, cancellation),
            () => Command(OrchestrationCommandKind.Purge, instanceId),
            cancellation);
        return result;
    }

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        direct.PurgeAllInstancesAsync(filter, options, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        direct.WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        direct.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        direct.GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => direct.GetAllInstancesAsync(filter);

    private OrchestrationCommand Command(OrchestrationCommandKind kind, string instanceId) =>
        new() { Kind = kind, InstanceId = instanceId, RecordedAt = time.GetUtcNow() };

    private async Task DoAsync(Func<Task> act, Func<OrchestrationCommand> command, CancellationToken cancellation)
    {
        try
        {
            await act();
        }
        catch (TaskHubUnavailableException)
        {
            await recorder.RecordAsync(command(), cancellation);
        }
    }
}
