using Azure.Core;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>A token of Microsoft Entra for AKS.</summary>
public sealed class AzureCredential(TokenCredential identity, string? tenant, TimeProvider time) : IClusterCredentialSource
{
    /// <summary>What the token is for: the API servers of AKS, the same application in every tenant.</summary>
    public const string Scope = "6dae42f8-4368-4678-94ff-3960e28e3630/.default";

    // What is shown is still good for as long as a call takes.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private volatile Held? _held;

    /// <inheritdoc/>
    public async ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held && held.Until > time.GetUtcNow())
            return held.Credential;
        try
        {
            var token = await identity.GetTokenAsync(new TokenRequestContext([Scope], tenantId: tenant), cancellationToken);
            var fresh = new Held(new() { Authorization = $"Bearer {token.Token}" }, token.ExpiresOn - Margin);
            _held = fresh;
            return fresh.Credential;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new KubernetesException(
                KubernetesFailure.Unauthorized,
                "Microsoft Entra gives this server no token for AKS. It needs a managed identity (or a developer's sign-in), and that identity a role on the cluster, for example Azure Kubernetes Service RBAC Writer.",
                exception);
        }
    }

    /// <inheritdoc/>
    public bool Renew(ClusterCredential refused)
    {
        _held = null;
        return true;
    }

    private sealed record Held(ClusterCredential Credential, DateTimeOffset Until);
}
