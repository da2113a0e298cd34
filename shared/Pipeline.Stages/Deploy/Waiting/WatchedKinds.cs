using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Deploy.Waiting;

/// <summary>Follows several kinds at once, each by one list and one watch.</summary>
internal sealed class WatchedKinds(IKubernetesClient client) : IAsyncDisposable
{
    private readonly Channel<(WatchedRole Role, WatchEvent Change)> _changes = Channel.CreateBounded<(WatchedRole, WatchEvent)>(64);
    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _watches = [];
    private readonly List<(ObjectQuery Query, WatchedRole Role, string Version)> _listed = [];

    /// <summary>Lists a kind and gives its objects out one by one.</summary>
    public async Task ListAsync(ObjectQuery query, WatchedRole role, Action<JsonObject> see, CancellationToken cancellationToken)
    {
        var list = await client.ListAsync(query, cancellationToken);
        foreach (var item in list.Items)
            see(item);
        _listed.Add((query, role, list.ResourceVersion));
    }

    /// <summary>Follows what was listed, each kind from its list on.</summary>
    public void Follow()
    {
        foreach (var (query, role, version) in _listed)
            _watches.Add(FollowAsync(query, role, version));
        _listed.Clear();
    }

    /// <summary>The changes that are there by a moment; ends when it has come.</summary>
    /// <exception cref="KubernetesException">A watch has failed for good.</exception>
    public async IAsyncEnumerable<(WatchedRole Role, WatchEvent Change)> ReadAsync(CancellationToken untilThen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(untilThen, cancellationToken);
        while (true)
        {
            try
            {
                if (!await _changes.Reader.WaitToReadAsync(linked.Token))
                    yield break;
            }
            catch (OperationCanceledException) when (untilThen.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            while (_changes.Reader.TryRead(out var change))
                yield return change;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_watches);
        _over.Dispose();
    }

    private async Task FollowAsync(ObjectQuery query, WatchedRole role, string version)
    {
        try
        {
            await foreach (var change in client.WatchAsync(query, version, _over.Token))
                await _changes.Writer.WriteAsync((role, change), _over.Token);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (exception is KubernetesException or ChannelClosedException)
        {
            _changes.Writer.TryComplete(exception as KubernetesException);
        }
    }
}

/// <summary>For what a kind is watched.</summary>
internal enum WatchedRole
{
    /// <summary>Its objects are waited for.</summary>
    Awaited,

    /// <summary>They make the pods of Deployments.</summary>
    ReplicaSets,

    /// <summary>They may be in trouble.</summary>
    Pods,
}
