using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes.Connections;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>Tells a cluster's server from others that claim to be it.</summary>
internal static class ClusterTrust
{
    /// <summary>How the server's certificate is judged.</summary>
    /// <exception cref="KubernetesException">The connection's authorities cannot be read.</exception>
    public static RemoteCertificateValidationCallback Of(ClusterConnection connection, IReadOnlyList<string> files)
    {
        if (connection.CertificateAuthority is null)
        {
            var trusted = TrustedAuthorities.Read(files);
            return (sender, certificate, chain, errors) => connection.IsInsecure || trusted.Validate(sender, certificate, chain, errors);
        }

        // As client-go does: the authorities of the description are the only ones.
        var authorities = TrustedAuthorities.Of(Read(connection.CertificateAuthority));
        return (_, certificate, chain, errors) => connection.IsInsecure
            || ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && certificate is not null && authorities.Vouch(certificate, chain));
    }

    private static X509Certificate2Collection Read(string pem)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw Unusable(exception);
        }

        return authorities.Count > 0 ? authorities : throw Unusable(null);
    }

    private static KubernetesException Unusable(Exception? inner) =>
        new(KubernetesFailure.Misconfigured, "The cluster's certificate authority cannot be read. It must be PEM (BEGIN CERTIFICATE), which a kubeconfig holds in base64.", inner);
}
