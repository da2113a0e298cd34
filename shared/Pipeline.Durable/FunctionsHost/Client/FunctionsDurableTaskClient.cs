using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pipeline.Durable.Client;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost.Client;

/// <summary>
/// The client of Durable Functions: the gRPC service of the extension in the host that runs this process. Starts, events and the like are
/// made again when an answer is lost, so an event may arrive twice.
/// </summary>
/// <param name="connection">Calls the service.</param>
/// <param name="registry">Says with which version a new instance starts.</param>
/// <param name="converter">Reads and writes inputs, results and events.</param>
public sealed class FunctionsDurableTaskClient(TaskHubConnection connection, DurableTaskRegistry registry, DataConverter converter) : DurableTaskClient
{
    /// <inheritdoc/>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        var version = options?.Version ?? registry.DefaultVersion(orchestratorName);
        var request = new CreateInstanceRequest
        {
            InstanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N"),
            Name = orchestratorName.Name,
            Version = version.Length == 0 ? null : version,
            Input = converter.Serialize(input),
            ScheduledStartTimestamp = options?.StartAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,

            // Names no status whose instances may be replaced; without it, the extension replaces any that has ended.
            OrchestrationIdReusePolicy = new OrchestrationIdReusePolicy(),
        };
        foreach (var (name, value) in options?.Tags ?? new Dictionary<string, string>())
            request.Tags.Add(name, value);
        try
        {
            return (await connection.CallAsync((service, call) => service.StartInstanceAsync(request, call), cancellation)).InstanceId;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.AlreadyExists)
        {
            throw new OrchestrationAlreadyExistsException(request.InstanceId);
        }
    }

    /// <inheritdoc/>
    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        var request = new RaiseEventRequest { InstanceId = instanceId, Name = eventName, Input = converter.Serialize(eventPayload) };
        await SendAsync(instanceId, () => connection.CallAsync((service, call) => service.RaiseEventAsync(request, call), cancellation), cancellation);
    }

    /// <inheritdoc/>
    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        if (options?.Recursive is true)
            throw new NotSupportedException("The Durable extension does not terminate sub-orchestrations with their parent: terminate them by their own ids.");
        var request = new TerminateRequest { InstanceId = instanceId, Output = converter.Serialize(options?.Output) };
        await SendAsync(instanceId, () => connection.CallAsync((service, call) => service.TerminateInstanceAsync(request, call), cancellation), cancellation);
    }

    /// <inheritdoc/>
    public override async Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        var request = new SuspendRequest { InstanceId = instanceId, Reason = reason };
        await SendAsync(instanceId, () => connection.CallAsync((service, call) => service.SuspendInstanceAsync(request, call), cancellation), cancellation, OrchestrationRuntimeStatus.Suspended);
    }

    /// <inheritdoc/>
    public override async Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        var request = new ResumeRequest { InstanceId = instanceId, Reason = reason };
        await SendAsync(instanceId, () => connection.CallAsync((service, call) => service.ResumeInstanceAsync(request, call), cancellation), cancellation);
    }

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        // A failure's reason is among the outputs.
        var request = new GetInstanceRequest { InstanceId = instanceId, GetInputsAndOutputs = getInputsAndOutputs };
        var answer = await connection.CallAsync((service, call) => service.GetInstanceAsync(request, call), cancellation);
        if (!getInputsAndOutputs && answer is { Exists: true, OrchestrationState: { OrchestrationStatus: OrchestrationStatus.Failed, FailureDetails: null } })
        {
            request.GetInputsAndOutputs = true;
            answer = await connection.CallAsync((service, call) => service.GetInstanceAsync(request, call), cancellation);
        }

        return answer.Exists ? InstanceStates.ToMetadata(answer.OrchestrationState, converter, getInputsAndOutputs) : null;
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, forEnd: false, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, forEnd: true, cancellation);

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new QueriedInstances(connection, filter ?? new OrchestrationQuery(), converter);

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        PurgeAsync(new PurgeInstancesRequest { InstanceId = instanceId }, options, cancellation);

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var request = new PurgeInstanceFilter
        {
            // The service asks for a beginning.
            CreatedTimeFrom = Timestamp.FromDateTimeOffset(filter.CreatedFrom ?? DateTimeOffset.UnixEpoch),
            CreatedTimeTo = filter.CreatedTo is { } to ? Timestamp.FromDateTimeOffset(to) : null,

            // Asked for others, the extension would delete instances that still run.
            RuntimeStatus = { Ended.Where(status => filter.Statuses?.Contains(status) ?? true).Select(static status => (OrchestrationStatus)status) },
        };
        return request.RuntimeStatus.Count == 0
            ? Task.FromResult(new PurgeResult(0))
            : PurgeAsync(new PurgeInstancesRequest { PurgeInstanceFilter = request }, options, cancellation);
    }

    private static IReadOnlyCollection<OrchestrationRuntimeStatus> Ended { get; } =
    [
        OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated, OrchestrationRuntimeStatus.Canceled,
    ];

    private async Task<PurgeResult> PurgeAsync(PurgeInstancesRequest request, PurgeInstanceOptions? options, CancellationToken cancellation)
    {
        if (options?.Recursive is true)
            throw new NotSupportedException("The Durable extension does not purge sub-orchestrations with their parent: purge them by their own ids.");
        request.IsOrchestration = true;
        try
        {
            return new PurgeResult((await connection.CallAsync((service, call) => service.PurgeInstancesAsync(request, call), cancellation)).DeletedInstanceCount);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return new PurgeResult(0);
        }
    }

    private async Task<OrchestrationMetadata> WaitAsync(string instanceId, bool withData, bool forEnd, CancellationToken cancellation)
    {
        // The service waits for ever for an instance that is not there.
        var known = await GetInstanceAsync(instanceId, withData, cancellation) ?? throw new OrchestrationNotFoundException(instanceId);
        if (known.IsCompleted || (!forEnd && known.RuntimeStatus is not OrchestrationRuntimeStatus.Pending))
            return known;

        var request = new GetInstanceRequest { InstanceId = instanceId, GetInputsAndOutputs = withData };
        var answer = await connection.CallAsync(
            (service, call) => forEnd ? service.WaitForInstanceCompletionAsync(request, call) : service.WaitForInstanceStartAsync(request, call),
            cancellation,
            endless: true);
        return answer.Exists ? InstanceStates.ToMetadata(answer.OrchestrationState, converter, withData) : throw new OrchestrationNotFoundException(instanceId);
    }

    /// <summary>
    /// Sends something to an instance. Releases of the extension refuse differently what they cannot deliver, so the instance is looked at:
    /// one that is not there is the caller's fault, one that has ended, or is as wanted already, needs nothing any more.
    /// </summary>
    private async Task SendAsync(string instanceId, Func<Task> send, CancellationToken cancellation, OrchestrationRuntimeStatus? wanted = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await send();
                return;
            }
            catch (RpcException refused)
            {
                var instance = await GetInstanceAsync(instanceId, cancellation: cancellation) ?? throw new OrchestrationNotFoundException(instanceId);
                if (instance.IsCompleted || instance.RuntimeStatus == wanted)
                    return;

                // Resuming right after suspending is refused until the instance shows it; releases before 3.15 tell nothing then. An instance
                // that was not there for the one call may have appeared for the other.
                if (attempt == 20 || refused.StatusCode is not (StatusCode.FailedPrecondition or StatusCode.Unknown or StatusCode.NotFound))
                    throw;
                await Task.Delay(TimeSpan.FromMilliseconds(100), connection.Time, cancellation);
            }
        }
    }
}
