using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pipeline.Connectors.Http;

/// <summary>Certificate authorities that are trusted besides the system's. Names, dates and chains are checked all the same.</summary>
internal sealed class TrustedAuthorities
{
    private readonly X509Certificate2Collection _authorities;

    private TrustedAuthorities(X509Certificate2Collection authorities) => _authorities = authorities;

    /// <summary>Reads PEM files, each with one or more certificates.</summary>
    /// <exception cref="FormatException">A file cannot be read or holds no certificate; the message names it.</exception>
    public static TrustedAuthorities Read(IEnumerable<string> files)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var file in files)
        {
            var before = authorities.Count;
            try
            {
                authorities.ImportFromPemFile(file);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new FormatException($"Outbound:CertificateAuthorities: '{file}' cannot be read: {exception.Message}", exception);
            }

            if (authorities.Count == before)
                throw new FormatException($"Outbound:CertificateAuthorities: '{file}' holds no certificate. It must be a PEM file (BEGIN CERTIFICATE).");
        }

        return new(authorities);
    }

    /// <summary>Authorities that are at hand.</summary>
    public static TrustedAuthorities Of(X509Certificate2Collection authorities) => new(authorities);

    /// <summary>Judges a server's certificate: as the system does, and where only its trust is missing, against the extra authorities.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
        || (errors == SslPolicyErrors.RemoteCertificateChainErrors && _authorities.Count > 0 && certificate is not null && Vouch(certificate, chain));

    /// <summary>Whether one of these authorities stands behind a server's certificate; its name is not looked at.</summary>
    public bool Vouch(X509Certificate certificate, X509Chain? chain)
    {
        using var custom = new X509Chain();
        custom.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        custom.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        custom.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // as for the system's chain: private authorities seldom publish lists
        custom.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // a certificate for servers
        foreach (var sent in chain?.ChainElements.Skip(1) ?? [])
            custom.ChainPolicy.ExtraStore.Add(sent.Certificate);
        foreach (var sent in chain?.ChainPolicy.ExtraStore ?? [])
            custom.ChainPolicy.ExtraStore.Add(sent);

        using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return custom.Build(server);
    }
}
