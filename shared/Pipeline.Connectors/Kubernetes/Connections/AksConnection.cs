using System.Text;
using Azure.Core;
using Pipeline.Connectors.Kubernetes.Connections.Credentials;

namespace Pipeline.Connectors.Kubernetes.Connections;

/// <summary>A cluster of Azure Kubernetes Service, as an identity of Microsoft Entra.</summary>
public static class AksConnection
{
    /// <summary>The connection to a cluster.</summary>
    /// <param name="server">The API server's address.</param>
    /// <param name="certificateAuthority">PEM, or base64 of it; null: what this installation trusts anyway.</param>
    /// <param name="identity">Who calls.</param>
    /// <param name="tenant">The tenant that knows the identity; null: its own.</param>
    /// <param name="options">Which hosts may be given the identity's token.</param>
    /// <param name="time">Decides when a token has had its time.</param>
    /// <exception cref="KubernetesException">The host may not be given a token, or the authority cannot be read.</exception>
    public static ClusterConnection Of(
        Uri server, string? certificateAuthority, TokenCredential identity, string? tenant, ClusterAccessOptions options, TimeProvider time)
    {
        if (!options.AllowsOwnIdentity)
            throw ServiceAccountConnection.OwnIdentityRefused(options);

        // The token is this server's own: whoever may describe a cluster must not lead it to a place of his.
        if (server.Scheme != Uri.UriSchemeHttps || !options.AksHosts.Any(suffix => server.IdnHost.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)))
        {
            throw new KubernetesException(
                KubernetesFailure.Misconfigured,
                $"server: {server.Host} is no API server of AKS over https (…{string.Join(", …", options.AksHosts)}). Others are given this server's Entra token only when {ClusterAccessOptions.Section}:{nameof(options.AksHosts)} names them.");
        }

        return new()
        {
            Server = server,
            CertificateAuthority = certificateAuthority is { Length: > 0 } ? Pem(certificateAuthority) : null,
            Credentials = new AzureCredential(identity, tenant, time),
        };
    }

    private static string Pem(string authority)
    {
        if (authority.Contains("-----BEGIN", StringComparison.Ordinal))
            return authority;
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(authority.Trim()));
        }
        catch (FormatException)
        {
            throw new KubernetesException(KubernetesFailure.Misconfigured, "certificateAuthorityData: this is neither PEM nor base64 of it.");
        }
    }
}
