using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded.Instances;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Embedded;

/// <summary>The client of the embedded backend: what it acknowledges is in the store, and those who wait are told by the turn they wait for.</summary>
internal sealed class EmbeddedDurableTaskClient(
    IOrchestrationStore store, DurableTaskRegistry registry, DataConverter converter, TimeProvider time, InstanceDirectory directory, InstanceWaiters waiters)
    : DurableTaskClient
{
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        var instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        var started = Message(new HistoryEvent
        {
            ExecutionStarted = new ExecutionStartedEvent
            {
                Name = orchestratorName.Name,
                Version = options?.Version ?? registry.DefaultVersion(orchestratorName),
                Input = converter.Serialize(input),
                OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId, ExecutionId = Guid.NewGuid().ToString("N") },
                ScheduledStartTimestamp = options?.StartAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            },
        });
        foreach (var (name, value) in options?.Tags ?? new Dictionary<string, string>())
            started.ExecutionStarted.Tags.Add(name, value);
        var creation = await store.CreateAsync(NewInstance.From(started), static _ => false, cancellation);
        if (!creation.IsNew)
            throw new OrchestrationAlreadyExistsException(instanceId);
        directory.Begin(creation.Head, started);
        return instanceId;
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        SendAsync(
            instanceId, new HistoryEvent { EventRaised = new EventRaisedEvent { Name = eventName, Input = converter.Serialize(eventPayload) } }, cancellation);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        SendAsync(
            instanceId,
            new HistoryEvent
            {
                ExecutionTerminated = new ExecutionTerminatedEvent { Input = converter.Serialize(options?.Output), Recurse = options?.Recursive ?? false },
            },
            cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new HistoryEvent { ExecutionSuspended = new ExecutionSuspendedEvent { Input = reason } }, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new HistoryEvent { ExecutionResumed = new ExecutionResumedEvent { Input = reason } }, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, forEnd: false, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, forEnd: true, getInputsAndOutputs, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        await store.ReadAsync(instanceId, getInputsAndOutputs, cancellation) is { } snapshot ? Metadata(snapshot, getInputsAndOutputs) : null;

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new InstancePages(store, filter ?? new OrchestrationQuery(), Metadata);

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        new(await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation));

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var purged = 0;
        await foreach (var instance in GetAllInstancesAsync(new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses)).WithCancellation(cancellation))
            if (instance.IsCompleted)
                purged += await PurgeAsync(instance.InstanceId, options?.Recursive ?? false, cancellation);
        return new PurgeResult(purged);
    }

    // Children first: when it is interrupted, the instance is still there to be purged again with the rest of them.
    private async Task<int> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellation)
    {
        if (await store.ReadAsync(instanceId, withInput: false, cancellation) is { Head.IsFinished: false })
            return 0;
        var purged = 0;
        if (recursive)
            foreach (var child in await store.ChildrenAsync(instanceId, cancellation))
                purged += await PurgeAsync(child, recursive, cancellation);
        if (!await store.DeleteAsync(instanceId, cancellation))
            return purged;
        waiters.Tell(instanceId, null);
        return purged + 1;
    }

    private async Task SendAsync(string instanceId, HistoryEvent message, CancellationToken cancellation)
    {
        if (await store.EnqueueAsync(new InstanceMessage(instanceId, Message(message)), cancellation) is { } arrived)
            directory.Post(instanceId, arrived);
        else if (await store.ReadAsync(instanceId, withInput: false, cancellation) is null)
            throw new OrchestrationNotFoundException(instanceId);
    }

    private async Task<OrchestrationMetadata> WaitAsync(string instanceId, bool forEnd, bool withData, CancellationToken cancellation)
    {
        using var waiter = waiters.Wait(instanceId, forEnd);
        waiter.Tell((await store.ReadAsync(instanceId, withInput: false, cancellation) ?? throw new OrchestrationNotFoundException(instanceId)).Head);
        var head = await waiter.Reached.WaitAsync(cancellation) ?? throw new OrchestrationNotFoundException(instanceId);
        var snapshot = withData ? await store.ReadAsync(instanceId, withInput: true, cancellation) : null;
        return Metadata(snapshot ?? new InstanceSnapshot(head, null), withData);
    }

    private HistoryEvent Message(HistoryEvent message)
    {
        message.EventId = -1;
        message.Timestamp = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        return message;
    }

    private OrchestrationMetadata Metadata(InstanceSnapshot snapshot, bool withData)
    {
        var head = snapshot.Head;
        return new OrchestrationMetadata(head.Name, head.InstanceId)
        {
            Version = head.Version,
            RuntimeStatus = (OrchestrationRuntimeStatus)head.Status,
            CreatedAt = head.CreatedAt,
            LastUpdatedAt = head.LastUpdatedAt,
            SerializedInput = withData ? snapshot.Input : null,
            SerializedOutput = withData ? head.Output : null,
            SerializedCustomStatus = withData ? head.CustomStatus : null,
            FailureDetails = head.Failure?.FromProtocol(),
            DataConverter = withData ? converter : null,
        };
    }
}
