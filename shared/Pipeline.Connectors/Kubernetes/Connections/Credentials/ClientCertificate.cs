using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>Reads client certificates.</summary>
internal static class ClientCertificate
{
    /// <summary>Joins a certificate and its key.</summary>
    /// <exception cref="KubernetesException">They cannot be read or do not belong together. The message holds nothing of them.</exception>
    public static X509Certificate2 Read(string certificate, string key, string place)
    {
        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate, key);
            return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null); // Windows shows no key that exists in memory only
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new KubernetesException(KubernetesFailure.Misconfigured, $"{place}: the client certificate and its key cannot be read as PEM, or do not belong together.");
        }
    }
}
