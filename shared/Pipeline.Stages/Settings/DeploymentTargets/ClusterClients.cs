using System.Security.Cryptography;
using System.Text;
using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>
/// The clients of clusters, one for each way of reaching one: what it has found out, its connections and its credential serve every stage that
/// uses it at the time. A client that nobody has used for a while is closed.
/// </summary>
public sealed class ClusterClients(ClusterConnections connections, KubernetesClientOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Opens the cluster of a setting. Nothing is called yet.</summary>
    /// <exception cref="KubernetesException">The setting cannot be used here (<see cref="KubernetesFailure.Misconfigured"/>).</exception>
    internal ClusterLease Open(DeploymentTarget setting)
    {
        var key = KeyOf(setting);
        lock (_gate)
        {
            CloseIdle();
            if (!_entries.TryGetValue(key, out var entry))
            {
                var connection = connections.Of(setting);
                _entries[key] = entry = new(new KubernetesClient(connection, options, time), connection.Namespace);
            }

            entry.Leases++;
            return new(entry.Client, entry.Namespace, () => Return(entry));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
                entry.Client.Dispose();
            _entries.Clear();
        }
    }

    private void Return(Entry entry)
    {
        lock (_gate)
        {
            entry.Leases--;
            entry.UsedAt = time.GetTimestamp();
        }
    }

    private void CloseIdle()
    {
        foreach (var (key, entry) in _entries.Where(each => each.Value.Leases == 0 && time.GetElapsedTime(each.Value.UsedAt) > Idle).ToList())
        {
            _entries.Remove(key);
            entry.Client.Dispose();
        }
    }

    /// <summary>What of a setting decides how its cluster is reached. Only a digest is kept: it holds secrets.</summary>
    private static string KeyOf(DeploymentTarget setting)
    {
        string?[] parts = [setting.Access.ToString(), setting.Kubeconfig, setting.Context, setting.Server?.OriginalString, setting.CertificateAuthorityData, setting.ClientId, setting.TenantId];
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(static part => part is null ? "-" : $"{part.Length}:{part}")))));
    }

    private sealed class Entry(KubernetesClient client, string? @namespace)
    {
        public KubernetesClient Client => client;

        public string? Namespace => @namespace;

        public int Leases { get; set; }

        public long UsedAt { get; set; }
    }
}

/// <summary>A client for as long as somebody uses it.</summary>
internal sealed class ClusterLease(KubernetesClient client, string? @namespace, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    public KubernetesClient Client => client;

    /// <summary>The namespace that the description of the cluster names; null: none.</summary>
    public string? Namespace => @namespace;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
