using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pipeline.Durable.Client;
using Pipeline.Durable.Protocol;

namespace Pipeline.Simulators.FunctionsHost.TaskHubs;

/// <summary>The Durable extension's gRPC service, with its answers and refusals.</summary>
internal sealed class TaskHubSidecar(TaskHub hub) : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    public override Task<Empty> Hello(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<CreateInstanceResponse> StartInstance(CreateInstanceRequest request, ServerCallContext context)
    {
        CheckTaskHub(context);
        var options = new StartOrchestrationOptions(request.InstanceId, request.ScheduledStartTimestamp?.ToDateTimeOffset())
        {
            Version = request.Version ?? "",
            Tags = request.Tags.ToDictionary(),
        };

        // An ended instance is replaced by a new one unless the caller forbids it.
        if (request.OrchestrationIdReusePolicy is null
            || (await hub.Client.GetInstanceAsync(request.InstanceId, cancellation: context.CancellationToken) is { IsCompleted: true } ended
                && request.OrchestrationIdReusePolicy.ReplaceableStatus.Contains((OrchestrationStatus)ended.RuntimeStatus)))
        {
            await hub.Client.PurgeInstanceAsync(request.InstanceId, cancellation: context.CancellationToken);
        }

        try
        {
            return new CreateInstanceResponse
            {
                InstanceId = await hub.Client.ScheduleNewOrchestrationInstanceAsync(request.Name, request.Input, options, context.CancellationToken),
            };
        }
        catch (OrchestrationAlreadyExistsException)
        {
            throw Refuse(StatusCode.AlreadyExists, $"An Orchestration instance with the ID {request.InstanceId} already exists.");
        }
    }

    public override async Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context)
    {
        await DemandAsync(request.InstanceId, static instance => !instance.IsCompleted, "raise event for", context);
        await hub.Client.RaiseEventAsync(request.InstanceId, request.Name, request.Input, context.CancellationToken);
        return new RaiseEventResponse();
    }

    public override async Task<TerminateResponse> TerminateInstance(TerminateRequest request, ServerCallContext context)
    {
        await DemandAsync(request.InstanceId, static instance => !instance.IsCompleted, "terminate", context);

        // The extension takes no notice of the request's wish to end sub-orchestrations, too.
        await hub.Client.TerminateInstanceAsync(request.InstanceId, new TerminateInstanceOptions(request.Output), context.CancellationToken);
        return new TerminateResponse();
    }

    public override async Task<SuspendResponse> SuspendInstance(SuspendRequest request, ServerCallContext context)
    {
        await DemandAsync(
            request.InstanceId, static instance => instance is { IsCompleted: false, RuntimeStatus: not OrchestrationRuntimeStatus.Suspended }, "suspend", context);
        await hub.Client.SuspendInstanceAsync(request.InstanceId, request.Reason, context.CancellationToken);
        return new SuspendResponse();
    }

    public override async Task<ResumeResponse> ResumeInstance(ResumeRequest request, ServerCallContext context)
    {
        await DemandAsync(request.InstanceId, static instance => instance.RuntimeStatus is OrchestrationRuntimeStatus.Suspended, "resume", context);
        await hub.Client.ResumeInstanceAsync(request.InstanceId, request.Reason, context.CancellationToken);
        return new ResumeResponse();
    }

    public override async Task<GetInstanceResponse> GetInstance(GetInstanceRequest request, ServerCallContext context)
    {
        CheckTaskHub(context);
        return Answer(await hub.Client.GetInstanceAsync(request.InstanceId, getInputsAndOutputs: true, context.CancellationToken), request);
    }

    public override async Task<GetInstanceResponse> WaitForInstanceStart(GetInstanceRequest request, ServerCallContext context)
    {
        CheckTaskHub(context);
        return Answer(await hub.Client.WaitForInstanceStartAsync(request.InstanceId, getInputsAndOutputs: true, context.CancellationToken), request);
    }

    public override async Task<GetInstanceResponse> WaitForInstanceCompletion(GetInstanceRequest request, ServerCallContext context)
    {
        CheckTaskHub(context);
        return Answer(await hub.Client.WaitForInstanceCompletionAsync(request.InstanceId, getInputsAndOutputs: true, context.CancellationToken), request);
    }

    public override async Task<QueryInstancesResponse> QueryInstances(QueryInstancesRequest request, ServerCallContext context)
    {
        CheckTaskHub(context);
        var query = request.Query;
        var filter = new OrchestrationQuery(
            query.CreatedTimeFrom?.ToDateTimeOffset(),
            query.CreatedTimeTo?.ToDateTimeOffset(),
            query.RuntimeStatus.Count == 0 ? null : [.. query.RuntimeStatus.Select(static status => (OrchestrationRuntimeStatus)status)],
            query.InstanceIdPrefix,
            query.MaxInstanceCount > 0 ? query.MaxInstanceCount : OrchestrationQuery.DefaultPageSize,
            FetchInputsAndOutputs: true,
            string.IsNullOrEmpty(query.ContinuationToken) ? null : query.ContinuationToken);
        await foreach (var page in hub.Client.GetAllInstancesAsync(filter).AsPages().WithCancellation(context.CancellationToken))
        {
            return new QueryInstancesResponse
            {
                OrchestrationState = { page.Values.Select(instance => Listed(instance, query.FetchInputsAndOutputs)) },
                ContinuationToken = page.ContinuationToken,
            };
        }

        return new QueryInstancesResponse();
    }

    public override async Task<PurgeInstancesResponse> PurgeInstances(PurgeInstancesRequest request, ServerCallContext context)
    {
        CheckTaskHub(context);
        if (request.PurgeInstanceFilter is not { } filter)
        {
            if (await hub.Client.GetInstanceAsync(request.InstanceId, cancellation: context.CancellationToken) is { IsCompleted: false } unfinished)
            {
                throw Refuse(
                    StatusCode.FailedPrecondition,
                    $"Only orchestrations in a terminal state can be purged, but the orchestration with instance ID {request.InstanceId} has status {unfinished.RuntimeStatus}");
            }

            return Purged(await hub.Client.PurgeInstanceAsync(request.InstanceId, cancellation: context.CancellationToken));
        }

        var matching = new PurgeInstancesFilter(
            filter.CreatedTimeFrom?.ToDateTimeOffset(),
            filter.CreatedTimeTo?.ToDateTimeOffset(),
            filter.RuntimeStatus.Count == 0 ? null : [.. filter.RuntimeStatus.Select(static status => (OrchestrationRuntimeStatus)status)]);
        return Purged(await hub.Client.PurgeAllInstancesAsync(matching, cancellation: context.CancellationToken));
    }

    private static PurgeInstancesResponse Purged(PurgeResult result) => new() { DeletedInstanceCount = result.PurgedInstanceCount };

    private static GetInstanceResponse Answer(OrchestrationMetadata? instance, GetInstanceRequest request) => instance is null
        ? new GetInstanceResponse()
        : new GetInstanceResponse { Exists = true, OrchestrationState = State(instance, request.GetInputsAndOutputs) };

    private static OrchestrationState Listed(OrchestrationMetadata instance, bool withData)
    {
        var state = State(instance, withData);
        state.Version = instance.Version.Length == 0 ? null : instance.Version;
        return state;
    }

    // As with the Azure Storage provider: only lists tell the version, and of a failure only the type and message of the last are kept.
    private static OrchestrationState State(OrchestrationMetadata instance, bool withData) => new()
    {
        InstanceId = instance.InstanceId,
        Name = instance.Name,
        OrchestrationStatus = (OrchestrationStatus)instance.RuntimeStatus,
        CreatedTimestamp = Timestamp.FromDateTimeOffset(instance.CreatedAt),
        LastUpdatedTimestamp = Timestamp.FromDateTimeOffset(instance.LastUpdatedAt),
        Input = withData ? instance.SerializedInput : null,
        Output = !withData ? null : instance.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : instance.SerializedOutput,
        CustomStatus = withData ? instance.SerializedCustomStatus ?? "null" : null,
    };

    private static RpcException Refuse(StatusCode code, string detail) => new(new Status(code, detail));

    private async Task DemandAsync(string instanceId, Func<OrchestrationMetadata, bool> allows, string operation, ServerCallContext context)
    {
        CheckTaskHub(context);
        var instance = await hub.Client.GetInstanceAsync(instanceId, cancellation: context.CancellationToken)
            ?? throw Refuse(StatusCode.NotFound, $"ArgumentException: No instance with ID '{instanceId}' was found.");
        if (!allows(instance))
        {
            throw Refuse(
                StatusCode.FailedPrecondition,
                $"InvalidOperationException: Cannot {operation} the orchestration instance {instanceId} because instance is in the {instance.RuntimeStatus} state.");
        }
    }

    private void CheckTaskHub(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("Durable-TaskHub") != hub.Name)
            throw Refuse(StatusCode.Internal, $"There is no task hub '{context.RequestHeaders.GetValue("Durable-TaskHub")}'.");
        if (context.RequestHeaders.GetValue("Durable-ConnectionName") is { Length: 0 })
            throw Refuse(StatusCode.Internal, "The connection name is empty.");
    }
}
