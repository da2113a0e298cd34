namespace Pipeline.Connectors.Git.Executable;

/// <summary>The certificate authorities that the program <c>git</c> is to trust: the system's, and those that are trusted besides.</summary>
internal static class CertificateBundle
{
    /// <summary>Where systems keep theirs, as far as OpenSSL and GnuTLS read them from one file.</summary>
    private static readonly string[] SystemBundles =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    /// <summary>Writes one file of all of them, since the program takes one only.</summary>
    /// <param name="authorities">PEM files with authorities that are trusted besides the system's.</param>
    /// <param name="folder">Where to write it.</param>
    /// <returns>The file; null when the system's alone are trusted.</returns>
    public static string? Write(IReadOnlyList<string> authorities, string folder)
    {
        if (authorities.Count == 0)
            return null;

        var bundle = Path.Combine(folder, "authorities.pem");
        File.WriteAllLines(bundle, SystemBundles.Where(File.Exists).Take(1).Concat(authorities).SelectMany(File.ReadLines));
        return bundle;
    }
}
