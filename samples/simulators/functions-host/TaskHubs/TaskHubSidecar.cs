using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pipeline.Durable;
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
        await DemandUnfinishedAsync(request.InstanceId, context);
        await hub.Client.RaiseEventAsync(request.InstanceId, request.Name, request.Input, context.CancellationToken);
        return new RaiseEventResponse();
    }

    public override async Task<TerminateResponse> TerminateInstance(TerminateRequest request, ServerCallContext context)
    {
        await DemandUnfinishedAsync(request.InstanceId, context);
        await hub.Client.TerminateInstanceAsync(request.InstanceId, new TerminateInstanceOptions(request.Output, request.Recursive), context.CancellationToken);
        return new TerminateResponse();
    }

    public override async Task<SuspendResponse> SuspendInstance(SuspendRequest request, ServerCallContext context)
    {
        var instance = await DemandUnfinishedAsync(request.InstanceId, context);
        if (instance.RuntimeStatus is not OrchestrationRuntimeStatus.Suspended)
            await hub.Client.SuspendInstanceAsync(request.InstanceId, request.Reason, context.CancellationToken);
        return new SuspendResponse();
    }

    public override async Task<ResumeResponse> ResumeInstance(ResumeRequest request, ServerCallContext context)
    {
        var instance = await DemandUnfinishedAsync(request.InstanceId, context);
        if (instance.RuntimeStatus is not OrchestrationRuntimeStatus.Suspended)
            throw Refuse(StatusCode.FailedPrecondition, $"Cannot resume orchestration instance in the {instance.RuntimeStatus} state.");
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
                OrchestrationState = { page.Values.Select(instance => State(instance, query.FetchInputsAndOutputs)) },
                ContinuationToken = page.ContinuationToken,
            };
        }

        return new QueryInstancesResponse();
    }

    public override async Task<PurgeInstancesResponse> PurgeInstances(PurgeInstancesRequest request, ServerCallContext context)
    {
        CheckTaskHub(context);
        var options = new PurgeInstanceOptions(request.Recursive);
        if (request.PurgeInstanceFilter is not { } filter)
            return Purged(await hub.Client.PurgeInstanceAsync(request.InstanceId, options, context.CancellationToken));
        var matching = new PurgeInstancesFilter(
            filter.CreatedTimeFrom?.ToDateTimeOffset(),
            filter.CreatedTimeTo?.ToDateTimeOffset(),
            filter.RuntimeStatus.Count == 0 ? null : [.. filter.RuntimeStatus.Select(static status => (OrchestrationRuntimeStatus)status)]);
        return Purged(await hub.Client.PurgeAllInstancesAsync(matching, options, context.CancellationToken));
    }

    private static PurgeInstancesResponse Purged(PurgeResult result) => new() { DeletedInstanceCount = result.PurgedInstanceCount };

    private static GetInstanceResponse Answer(OrchestrationMetadata? instance, GetInstanceRequest request) => instance is null
        ? new GetInstanceResponse()
        : new GetInstanceResponse { Exists = true, OrchestrationState = State(instance, request.GetInputsAndOutputs) };

    private static OrchestrationState State(OrchestrationMetadata instance, bool withData) => new()
    {
        InstanceId = instance.InstanceId,
        Name = instance.Name,
        Version = instance.Version.Length == 0 ? null : instance.Version,
        OrchestrationStatus = (OrchestrationStatus)instance.RuntimeStatus,
        CreatedTimestamp = Timestamp.FromDateTimeOffset(instance.CreatedAt),
        LastUpdatedTimestamp = Timestamp.FromDateTimeOffset(instance.LastUpdatedAt),
        Input = withData ? instance.SerializedInput : null,
        Output = !withData ? null : instance.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : instance.SerializedOutput,
        CustomStatus = withData ? instance.SerializedCustomStatus ?? "null" : null,
        FailureDetails = withData ? instance.FailureDetails?.ToProtocol() : null,
    };

    private static RpcException Refuse(StatusCode code, string detail) => new(new Status(code, detail));

    private async Task<OrchestrationMetadata> DemandUnfinishedAsync(string instanceId, ServerCallContext context)
    {
        CheckTaskHub(context);
        var instance = await hub.Client.GetInstanceAsync(instanceId, cancellation: context.CancellationToken)
            ?? throw Refuse(StatusCode.NotFound, $"ArgumentException: No instance with ID '{instanceId}' was found.");
        return instance.IsCompleted
            ? throw Refuse(StatusCode.FailedPrecondition, $"InvalidOperationException: The orchestration instance with the provided instance id is not running: '{instanceId}'.")
            : instance;
    }

    private void CheckTaskHub(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("Durable-TaskHub") != hub.Name)
            throw Refuse(StatusCode.Internal, $"There is no task hub '{context.RequestHeaders.GetValue("Durable-TaskHub")}'.");
        if (context.RequestHeaders.GetValue("Durable-ConnectionName") is { Length: 0 })
            throw Refuse(StatusCode.Internal, "The connection name is empty.");
    }
}
