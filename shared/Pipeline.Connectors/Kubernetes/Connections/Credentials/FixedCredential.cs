using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>A credential that stays as it is.</summary>
public sealed class FixedCredential(string? authorization, X509Certificate2? certificate) : IClusterCredentialSource
{
    private readonly ClusterCredential _credential = new() { Authorization = authorization, Certificate = certificate };

    /// <summary>Nobody's.</summary>
    public static FixedCredential None { get; } = new(null, null);

    /// <summary>A bearer token.</summary>
    public static FixedCredential Token(string token, X509Certificate2? certificate = null) => new($"Bearer {token.Trim()}", certificate);

    /// <summary>A user with a password, which few servers still take.</summary>
    public static FixedCredential Basic(string user, string password, X509Certificate2? certificate = null) =>
        new($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}", certificate);

    /// <inheritdoc/>
    public ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken) => new(_credential);

    /// <inheritdoc/>
    public bool Renew(ClusterCredential refused) => false;
}
