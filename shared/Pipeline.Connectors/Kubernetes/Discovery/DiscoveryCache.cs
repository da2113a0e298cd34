using System.Collections.Concurrent;
using Pipeline.Connectors.Kubernetes.Transport;

namespace Pipeline.Connectors.Kubernetes.Discovery;

/// <summary>What a server has told of its kinds, for a while.</summary>
internal sealed class DiscoveryCache(ClusterTransport transport, TimeSpan lifetime, TimeProvider time)
{
    /// <summary>The version that no extension serves.</summary>
    public const string Core = "v1";

    private readonly ConcurrentDictionary<string, Entry> _versions = new(StringComparer.Ordinal);
    private volatile Groups? _groups;

    /// <summary>The kinds of a version if they are known already.</summary>
    public IReadOnlyList<DiscoveredResource>? FindKnown(string apiVersion) =>
        _versions.TryGetValue(apiVersion, out var entry) && IsFresh(entry.At) ? entry.Resources : null;

    /// <summary>The versions that are served, in the order in which a kind without a version is looked for.</summary>
    public async Task<IReadOnlyList<string>> ListVersionsAsync(long notBefore, CancellationToken cancellationToken)
    {
        if (_groups is not { } groups || groups.Look < notBefore || !IsFresh(groups.At))
        {
            var look = Interlocked.Increment(ref _look);
            var document = await transport.SendAsync(ApiRequest.Get("/apis", "find out what the cluster serves"), cancellationToken);
            _groups = groups = new([Core, .. ApiVersions.ReadAll(document)], look, time.GetTimestamp());
        }

        return groups.Versions;
    }

    /// <summary>The kinds of a version; none when the server does not serve it.</summary>
    /// <param name="apiVersion">The version.</param>
    /// <param name="notBefore">What was found out in an earlier look is asked anew.</param>
    /// <param name="insists">Whether a server that gives no answer is asked again; where one version is among many, the search had better go on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<DiscoveredResource>> ListAsync(string apiVersion, long notBefore, bool insists, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue(apiVersion, out var known) && known.Look >= notBefore && IsFresh(known.At))
            return known.Resources;

        var look = Interlocked.Increment(ref _look);
        IReadOnlyList<DiscoveredResource> resources;
        try
        {
            var request = ApiRequest.Get(ApiVersions.Address(apiVersion), $"find out what the cluster serves in {apiVersion}");
            var document = await transport.SendAsync(insists ? request : request with { MostRepetitions = 0 }, cancellationToken);
            resources = DiscoveredResource.ReadAll(document, apiVersion);
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.NotFound)
        {
            resources = [];
        }

        _versions[apiVersion] = new(resources, look, time.GetTimestamp());
        return resources;
    }

    /// <summary>The number of the next look; what has a lower one was found out before.</summary>
    public long NextLook => Interlocked.Read(ref _look) + 1;

    private long _look;

    private bool IsFresh(long at) => time.GetElapsedTime(at) < lifetime;

    private sealed record Entry(IReadOnlyList<DiscoveredResource> Resources, long Look, long At);

    private sealed record Groups(IReadOnlyList<string> Versions, long Look, long At);
}
