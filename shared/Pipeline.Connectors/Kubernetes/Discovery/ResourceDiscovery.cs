using Pipeline.Connectors.Kubernetes.Transport;

namespace Pipeline.Connectors.Kubernetes.Discovery;

/// <summary>Finds how a server serves a kind. A kind that is not known may have come since (a CRD): it is looked for anew, once a question.</summary>
internal sealed class ResourceDiscovery(ClusterTransport transport, TimeSpan lifetime, TimeProvider time) : IDisposable
{
    private readonly DiscoveryCache _cache = new(transport, lifetime, time);

    // One asks, the others find the answer: a stage begins with many calls at once.
    private readonly SemaphoreSlim _asking = new(1);

    /// <inheritdoc cref="IKubernetesClient.FindResourceAsync"/>
    public async ValueTask<ApiResource> FindAsync(string? apiVersion, string kind, CancellationToken cancellationToken)
    {
        if (apiVersion is { Length: > 0 } && Best(_cache.FindKnown(apiVersion), kind) is { } known)
            return known;

        await _asking.WaitAsync(cancellationToken);
        try
        {
            var look = _cache.NextLook;
            return await LookAsync(apiVersion, kind, notBefore: 0, cancellationToken)
                ?? await LookAsync(apiVersion, kind, look, cancellationToken)
                ?? throw NotServed(apiVersion, kind, silent: []);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <inheritdoc cref="KubernetesClient.ListResourcesAsync"/>
    public async Task<IReadOnlyList<ApiResource>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<ApiResource>();
        foreach (var version in await _cache.ListVersionsAsync(notBefore: 0, cancellationToken))
        {
            try
            {
                var resources = await _cache.ListAsync(version, notBefore: 0, insists: version == DiscoveryCache.Core, cancellationToken);
                all.AddRange(resources.Select(static each => each.Resource).Where(each => !all.Exists(known => known.Group == each.Group && known.Kind == each.Kind)));
            }
            catch (KubernetesException exception) when (IsSilence(exception))
            {
            }
        }

        return all;
    }

    public void Dispose() => _asking.Dispose();

    private Task<ApiResource?> LookAsync(string? apiVersion, string kind, long notBefore, CancellationToken cancellationToken) => apiVersion is { Length: > 0 }
        ? LookInAsync(apiVersion, kind, notBefore, insists: true, cancellationToken)
        : LookEverywhereAsync(kind, notBefore, cancellationToken);

    private async Task<ApiResource?> LookInAsync(string apiVersion, string kind, long notBefore, bool insists, CancellationToken cancellationToken) =>
        Best(await _cache.ListAsync(apiVersion, notBefore, insists, cancellationToken), kind);

    /// <summary>In the order of the server's groups, no further than needed. A group behind an extension that is down must not hide the others.</summary>
    private async Task<ApiResource?> LookEverywhereAsync(string kind, long notBefore, CancellationToken cancellationToken)
    {
        var silent = new List<string>();
        foreach (var version in await _cache.ListVersionsAsync(notBefore, cancellationToken))
        {
            try
            {
                if (await LookInAsync(version, kind, notBefore, insists: version == DiscoveryCache.Core, cancellationToken) is { } found)
                    return found;
            }
            catch (KubernetesException exception) when (IsSilence(exception))
            {
                silent.Add(version);
            }
        }

        return silent.Count > 0 && notBefore > 0 ? throw NotServed(null, kind, silent) : null;
    }

    private static bool IsSilence(KubernetesException exception) =>
        exception.Failure is KubernetesFailure.ServerError or KubernetesFailure.TimedOut or KubernetesFailure.Forbidden;

    private KubernetesException NotServed(string? apiVersion, string kind, List<string> silent) => new(
        KubernetesFailure.KindNotFound,
        $"The cluster at {transport.Host} serves no {(apiVersion is null ? kind : $"{kind} in {apiVersion}")}."
        + (silent.Count > 0 ? $" It does not say what it has in {string.Join(", ", silent)}." : " Check apiVersion and kind, and whether the custom resource's definition is installed."));

    private static ApiResource? Best(IReadOnlyList<DiscoveredResource>? resources, string kind) => (resources ?? [])
        .Select(resource => (resource.Resource, Rank: resource.Rank(kind)))
        .Where(static candidate => candidate.Rank is not null)
        .OrderBy(static candidate => candidate.Rank)
        .FirstOrDefault()
        .Resource;
}
