using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Selection;
using Pipeline.Definitions.Manifests.Versions;
using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Deploy;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Clusters.Kubernetes;

/// <summary>The server groups of a cluster in a namespace of a deployment target.</summary>
internal sealed class KubernetesServerGroups(DeploymentTargetClient target, KubernetesCluster cluster, StageRun run, VersionReservations reservations, TimeProvider time) : IServerGroups
{
    private const string Apps = "apps/v1";

    private readonly IKubernetesClient _client = target.Client;

    public string Region => target.Name;

    public void CheckWritable() => target.CheckWritable();

    public void Dispose() => target.Dispose();

    public Task<IReadOnlyList<ServerGroup>> ListAsync(CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<ServerGroup>>(async () =>
    {
        var members = await MembersAsync(cancellationToken);
        if (members.Count == 0)
            return [];
        var objects = await NamespaceObjects.ReadAsync(_client, cluster.Namespace, cancellationToken);
        return [.. members.Select(member => ServerGroupReading.Of(member, objects, Region))];
    });

    public Task<IReadOnlyList<ObjectMutation>> ResizeAsync(ServerGroup group, Capacity capacity, CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<ObjectMutation>>(async () =>
    {
        var (workload, objects) = await ReadAsync(group, cancellationToken);
        var mutations = new List<ObjectMutation>();
        if (objects.AutoscalerOf(workload) is { } autoscaler && Autoscaling.Resize(autoscaler, capacity) is { } patch)
            mutations.Add(await PatchAsync(autoscaler, patch, "resized", cancellationToken));
        if (Autoscaling.CapacityOf(workload, null).Desired != capacity.Desired)
        {
            await _client.ScaleAsync(ReferenceOf(workload), capacity.Desired, new(), cancellationToken);
            mutations.Add(ObjectMutation.Between(workload, await _client.FindAsync(ReferenceOf(workload), cancellationToken), "scaled"));
        }

        return mutations;
    });

    public Task<IReadOnlyList<ObjectMutation>> EnableAsync(ServerGroup group, CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<ObjectMutation>>(async () =>
    {
        var (workload, objects) = await ReadAsync(group, cancellationToken);
        var mutations = new List<ObjectMutation>(await new ServerGroupTraffic(_client, objects, Region).SwitchAsync(workload, isEnabled: true, cancellationToken));
        if (objects.AutoscalerOf(workload) is { } autoscaler && Autoscaling.Resume(autoscaler) is { } patch)
            mutations.Add(await PatchAsync(autoscaler, patch, "resumed", cancellationToken));
        return mutations;
    });

    public Task<IReadOnlyList<ObjectMutation>> DisableAsync(ServerGroup group, CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<ObjectMutation>>(async () =>
    {
        var (workload, objects) = await ReadAsync(group, cancellationToken);
        var mutations = new List<ObjectMutation>();
        if (objects.AutoscalerOf(workload) is { } autoscaler && Autoscaling.Suspend(autoscaler, Autoscaling.CapacityOf(workload, null).Desired) is { } patch)
            mutations.Add(await PatchAsync(autoscaler, patch, "suspended", cancellationToken));
        return [.. mutations, .. await new ServerGroupTraffic(_client, objects, Region).SwitchAsync(workload, isEnabled: false, cancellationToken)];
    });

    public Task<IReadOnlyList<ObjectMutation>> DestroyAsync(ServerGroup group, CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<ObjectMutation>>(async () =>
    {
        var reference = new ObjectReference(Apps, cluster.Kind, cluster.Namespace, group.Name);
        if (await _client.FindAsync(reference, cancellationToken) is not { } workload || workload.UidOf() != group.Id || workload["metadata"]?["deletionTimestamp"] is not null)
            return [];

        // An autoscaler of ours would complain about its missing target for ever.
        var mutations = new List<ObjectMutation>();
        var objects = await NamespaceObjects.ReadAsync(_client, cluster.Namespace, cancellationToken);
        if (objects.AutoscalerOf(workload) is { } autoscaler && autoscaler.AnnotationOf(Moniker.ApplicationAnnotation) is not null
            && await _client.DeleteAsync(ReferenceOf(autoscaler), new() { Uid = autoscaler.UidOf() }, cancellationToken))
            mutations.Add(ObjectMutation.Between(autoscaler, null, "deleted"));
        if (await _client.DeleteAsync(reference, new() { Propagation = DeletionPropagation.Background, Uid = group.Id }, cancellationToken))
            mutations.Add(ObjectMutation.Between(workload, null, "deleted"));
        return mutations;
    });

    public Task<string> ReserveNameAsync(string attempt, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (cluster.Kind != "ReplicaSet")
            throw new StageFailedException(new StageError("kind-unfit", "A Deployment has no versions beside it, so that it cannot be cloned: it rolls out its own. Use deploy.manifest, or a cluster of ReplicaSets."));
        var all = await _client.ListAsync(new() { ApiVersion = Apps, Kind = cluster.Kind, Namespace = cluster.Namespace }, cancellationToken);
        var request = new VersionRequest(cluster.Namespace, cluster.Kind, cluster.Name, [.. all.Items.Select(each => each.NameOf())]);
        var identity = await ClusterIdentity.OfAsync(target, run, cancellationToken);
        var numbers = await reservations.ReserveAsync(identity, attempt, [request], cancellationToken);
        return VersionName.Of(cluster.Name, numbers[0]);
    });

    public Task<IReadOnlyList<ObjectMutation>> CloneAsync(ServerGroup source, ServerGroupClone clone, CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<ObjectMutation>>(async () =>
    {
        if (await _client.FindAsync(new(Apps, cluster.Kind, cluster.Namespace, clone.Name), cancellationToken) is not null)
            return [];
        var (workload, objects) = await ReadAsync(source, cancellationToken);
        var copy = ServerGroupCopy.Of(workload, clone, cluster, objects);
        return [ObjectMutation.Between(null, await _client.ApplyAsync(copy, new(), cancellationToken), "created")];
    });

    public Task<StageError?> FindTroubleAsync(ServerGroup group, DateTimeOffset since, TimeSpan grace, IStageLog log, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var (workload, objects) = await ReadAsync(group, cancellationToken);
        return await ServerGroupTroubles.FindAsync(_client, workload, objects, since, grace, time.GetUtcNow(), log, cancellationToken);
    });

    private async Task<IReadOnlyList<JsonObject>> MembersAsync(CancellationToken cancellationToken)
    {
        var all = await _client.ListAsync(new() { ApiVersion = Apps, Kind = cluster.Kind, Namespace = cluster.Namespace }, cancellationToken);
        return [.. DynamicSelection.MembersOf(all.Items, cluster.Application, cluster.Cluster)];
    }

    private async Task<(JsonObject Workload, NamespaceObjects Objects)> ReadAsync(ServerGroup group, CancellationToken cancellationToken)
    {
        var workload = await _client.FindAsync(new(Apps, cluster.Kind, cluster.Namespace, group.Name), cancellationToken);
        if (workload is null || (group.Id is not null && workload.UidOf() != group.Id))
            throw new StageFailedException(new StageError("server-group-gone", $"{Region}: {group.Name} is not there any more: it was deleted{(workload is null ? "" : " and made anew")} after the stage had chosen it."));
        return (workload, await NamespaceObjects.ReadAsync(_client, cluster.Namespace, cancellationToken));
    }

    private async Task<ObjectMutation> PatchAsync(JsonObject before, JsonObject patch, string action, CancellationToken cancellationToken) =>
        ObjectMutation.Between(before, await _client.PatchAsync(ReferenceOf(before), PatchKind.Merge, patch, new(), cancellationToken), action);

    private static ObjectReference ReferenceOf(JsonObject item) => new(item.ApiVersionOf(), item.KindOf(), item.NamespaceOf(), item.NameOf());

    private async Task<T> GuardAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (KubernetesException exception)
        {
            throw new RegionException(KubernetesErrors.ErrorOf(exception, Region), exception.IsPassing, exception.RetryAfter, exception);
        }
    }
}
