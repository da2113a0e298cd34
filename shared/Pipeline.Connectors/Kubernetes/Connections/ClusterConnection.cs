using Pipeline.Connectors.Kubernetes.Connections.Credentials;

namespace Pipeline.Connectors.Kubernetes.Connections;

/// <summary>Where a cluster's API is, how it is known to be the right one, and who calls it.</summary>
public sealed record ClusterConnection
{
    /// <summary>The API server's address; a path in it (as Rancher has) is kept before every call's.</summary>
    public required Uri Server { get; init; }

    /// <summary>PEM with the only authorities that may have signed the server's certificate; null: those that this installation trusts anyway.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The name that the server's certificate has to be for, and that is sent ahead (SNI); null: the address's host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether anybody may claim to be the server. Whoever does then gets the credential.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>The proxy by which the server is reached (http, https or socks5); null: directly.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Who calls.</summary>
    public IClusterCredentialSource Credentials { get; init; } = FixedCredential.None;

    /// <summary>The namespace that the description names for what has none; null: it names none.</summary>
    public string? Namespace { get; init; }
}
