using System.Security.Cryptography.X509Certificates;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>Gives the credential that a cluster is called with, a new one where the last has had its time.</summary>
public interface IClusterCredentialSource
{
    /// <summary>The credential for a call that begins now.</summary>
    /// <exception cref="KubernetesException">There is none to be had (<see cref="KubernetesFailure.Misconfigured"/> or <see cref="KubernetesFailure.Unauthorized"/>).</exception>
    ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Forgets a credential that the server has refused (401).</summary>
    /// <returns>Whether there can be another.</returns>
    bool Renew(ClusterCredential refused);
}

/// <summary>What is shown to a server. Its text shows nothing of it.</summary>
public sealed class ClusterCredential
{
    /// <summary>The header, for example <c>Bearer …</c>; null: none.</summary>
    public string? Authorization { get; init; }

    /// <summary>The client certificate with its key; null: none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(ClusterCredential);
}
