using System.Security.Cryptography.X509Certificates;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>Asks a credential plug-in, once for many calls: its answer is kept as long as it says, or until the server refuses it.</summary>
internal sealed class ExecCredentialPlugin(ExecPlugin plugin, X509Certificate2? certificate, TimeProvider time) : IClusterCredentialSource
{
    // What is shown is still good when it arrives.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private ExecCredential? _held;
    private Task<ExecCredential>? _asking;

    public async ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken)
    {
        Task<ExecCredential> asking;
        lock (_gate)
        {
            if (_held is { } held && (held.Until is null || held.Until - Margin > time.GetUtcNow()))
                return held.Credential;
            asking = _asking ??= AskAsync(); // for all who wait, so that it does not end with the first who gives up
        }

        return (await asking.WaitAsync(cancellationToken)).Credential;
    }

    public bool Renew(ClusterCredential refused)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_held?.Credential, refused))
                _held = null;
        }

        return true;
    }

    private async Task<ExecCredential> AskAsync()
    {
        await Task.Yield();
        try
        {
            var fresh = ExecCredential.Read(await ExecProcess.RunAsync(plugin, time, CancellationToken.None), plugin, certificate);
            lock (_gate)
                _held = fresh;
            return fresh;
        }
        finally
        {
            lock (_gate)
                _asking = null;
        }
    }
}
