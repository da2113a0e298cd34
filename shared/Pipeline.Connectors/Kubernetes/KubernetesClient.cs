using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Connectors.Kubernetes.Discovery;
using Pipeline.Connectors.Kubernetes.Logs;
using Pipeline.Connectors.Kubernetes.Transport;
using Pipeline.Connectors.Kubernetes.Watching;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>The API of one cluster over HTTP. Shaped after the needs of stages; behaves on the wire as client-go does.</summary>
public sealed class KubernetesClient : IKubernetesClient
{
    private readonly ClusterTransport _transport;
    private readonly ResourceDiscovery _discovery;
    private readonly ListReader _lists;
    private readonly ResourceWatch _watches;
    private readonly LogFollower _logs;

    /// <summary>Makes a client; nothing is called yet.</summary>
    /// <param name="connection">Where the API is and who calls.</param>
    /// <param name="options">How it is called.</param>
    /// <param name="time">Measures pauses and timeouts.</param>
    /// <param name="resolve">Finds hosts' addresses; null: the system does.</param>
    /// <exception cref="KubernetesException">The connection's certificates cannot be read (<see cref="KubernetesFailure.Misconfigured"/>).</exception>
    public KubernetesClient(ClusterConnection connection, KubernetesClientOptions options, TimeProvider time, HostResolver? resolve = null)
    {
        _transport = new(connection, options, time, resolve ?? Dns.GetHostAddressesAsync);
        _discovery = new(_transport, options.DiscoveryLifetime, time);
        _lists = new(_transport, options.PageSize);
        _watches = new(_transport, _lists, time);
        _logs = new(_transport, time);
    }

    /// <inheritdoc/>
    public ValueTask<ApiResource> FindResourceAsync(string? apiVersion, string kind, CancellationToken cancellationToken) =>
        _discovery.FindAsync(apiVersion, kind, cancellationToken);

    /// <summary>Every kind that the server serves, each in the version that it prefers. Groups behind an extension that is down are left out.</summary>
    public Task<IReadOnlyList<ApiResource>> ListResourcesAsync(CancellationToken cancellationToken) => _discovery.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<JsonObject?> FindAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await _transport.SendAsync(ApiRequest.Get(await AddressAsync(reference, null, cancellationToken), $"read {reference}"), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectList> ListAsync(ObjectQuery query, CancellationToken cancellationToken) =>
        await _lists.ReadAsync(await FindResourceAsync(query.ApiVersion, query.Kind, cancellationToken), query, cancellationToken);

    /// <inheritdoc/>
    public async Task<JsonObject> CreateAsync(JsonObject manifest, WriteOptions options, CancellationToken cancellationToken)
    {
        var wanted = Manifest.Of(manifest);
        var resource = await FindResourceAsync(wanted.ApiVersion, wanted.Kind, cancellationToken);
        var address = ResourceAddress.OfHome(resource, wanted.Namespace, wanted.Name ?? "(new)");
        return await WriteAsync(new(HttpMethod.Post, address, $"create {wanted}") { Body = manifest }, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<JsonObject> ApplyAsync(JsonObject manifest, ApplyOptions options, CancellationToken cancellationToken)
    {
        var wanted = Manifest.Of(manifest);
        var request = new ApiRequest(HttpMethod.Patch, await AddressAsync(wanted, cancellationToken), $"apply {wanted}")
        {
            Body = manifest,
            ContentType = "application/apply-patch+yaml", // JSON is YAML
            IsRepeatable = true,
        };
        return await WriteAsync(request, options, cancellationToken, isForced: options.IsForced);
    }

    /// <inheritdoc/>
    public async Task<JsonObject> ReplaceAsync(JsonObject manifest, WriteOptions options, CancellationToken cancellationToken)
    {
        var wanted = Manifest.Of(manifest);
        var request = new ApiRequest(HttpMethod.Put, await AddressAsync(wanted, cancellationToken), $"replace {wanted}")
        {
            Body = manifest,
            IsRepeatable = (manifest["metadata"] as JsonObject)?["resourceVersion"] is null, // of a version that was replaced, the second time is a conflict
        };
        return await WriteAsync(request, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<JsonObject> PatchAsync(ObjectReference reference, PatchKind kind, JsonNode patch, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Patch, await AddressAsync(reference, null, cancellationToken), $"patch {reference}")
        {
            Body = patch,
            ContentType = ContentTypeOf(kind),
            IsRepeatable = kind is not PatchKind.Json,
        };
        return await WriteAsync(request, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(ObjectReference reference, DeletionOptions options, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Delete, await AddressAsync(reference, null, cancellationToken), $"delete {reference}")
        {
            Body = DeletionBody.Of(options),
            IsRepeatable = true,
        };
        try
        {
            await _transport.SendAsync(request, cancellationToken);
            return true;
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task ScaleAsync(ObjectReference reference, int replicas, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Patch, await AddressAsync(reference, "scale", cancellationToken), $"scale {reference}")
        {
            Body = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } },
            ContentType = ContentTypeOf(PatchKind.Merge),
            IsRepeatable = true,
        };
        await WriteAsync(request, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(ObjectQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resource = await FindResourceAsync(query.ApiVersion, query.Kind, cancellationToken);
        await foreach (var change in _watches.FollowAsync(resource, query, resourceVersion, cancellationToken))
            yield return change;
    }

    /// <inheritdoc/>
    public Task<string> ReadLogAsync(string @namespace, string pod, LogOptions options, CancellationToken cancellationToken) => _transport.ReadTextAsync(
        ApiRequest.Get(LogAddress.Of(@namespace, pod, options, follows: false), LogAddress.PurposeOf(@namespace, pod, options)) with { Accept = "*/*" }, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> FollowLogAsync(string @namespace, string pod, LogOptions options, CancellationToken cancellationToken) =>
        _logs.FollowAsync(@namespace, pod, options, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonObject>> ListEventsAsync(ObjectReference reference, string? uid, CancellationToken cancellationToken)
    {
        var resource = await FindResourceAsync(reference.ApiVersion, reference.Kind, cancellationToken);
        return EventOrder.Of((await ListAsync(EventOrder.QueryOf(resource, reference, uid), cancellationToken)).Items);
    }

    /// <inheritdoc/>
    public async Task<AccessAnswer> ReviewAccessAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Post, AccessReview.Address, "ask what this identity may do") { Body = AccessReview.Of(question), IsRepeatable = true };
        return AccessReview.Read(await _transport.SendAsync(request, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<string> FindVersionAsync(CancellationToken cancellationToken)
    {
        var answer = await _transport.SendAsync(ApiRequest.Get("/version", "ask the server's version"), cancellationToken);
        return answer["gitVersion"] is JsonValue value && value.TryGetValue<string>(out var version)
            ? version
            : throw new KubernetesException(KubernetesFailure.Unexpected, $"Cannot ask the server's version: the answer of {_transport.Host} is not an API server's. Check the cluster's address.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transport.Dispose();
        _discovery.Dispose();
    }

    private Task<JsonObject> WriteAsync(ApiRequest request, WriteOptions options, CancellationToken cancellationToken, bool isForced = false)
    {
        var address = ResourceAddress.With(
            request.Address,
            ("fieldManager", options.FieldManager),
            ("force", isForced ? "true" : null),
            ("dryRun", options.IsDryRun ? "All" : null));
        return _transport.SendAsync(request with { Address = address }, cancellationToken);
    }

    private Task<string> AddressAsync(Manifest wanted, CancellationToken cancellationToken) =>
        AddressAsync(new ObjectReference(wanted.ApiVersion, wanted.Kind, wanted.Namespace, wanted.NameOrThrow()), null, cancellationToken);

    private async Task<string> AddressAsync(ObjectReference reference, string? subresource, CancellationToken cancellationToken) =>
        ResourceAddress.Of(await FindResourceAsync(reference.ApiVersion, reference.Kind, cancellationToken), reference.Namespace, reference.Name, subresource);

    private static string ContentTypeOf(PatchKind kind) => kind switch
    {
        PatchKind.Strategic => "application/strategic-merge-patch+json",
        PatchKind.Merge => "application/merge-patch+json",
        _ => "application/json-patch+json",
    };
}
