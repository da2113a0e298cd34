using Pipeline.Connectors.Kubernetes.Connections.Credentials;

namespace Pipeline.Connectors.Kubernetes.Connections;

/// <summary>The cluster that this program runs in, as the service account of its pod.</summary>
public static class ServiceAccountConnection
{
    /// <summary>The connection that a pod's files and environment describe.</summary>
    /// <param name="options">Where the files are, and whether they may be used.</param>
    /// <param name="variable">Reads the environment: <c>KUBERNETES_SERVICE_HOST</c> and <c>KUBERNETES_SERVICE_PORT</c>.</param>
    /// <param name="time">Decides when the token is read anew.</param>
    /// <exception cref="KubernetesException">This program runs in no cluster, or may not use it.</exception>
    public static ClusterConnection Of(ClusterAccessOptions options, Func<string, string?> variable, TimeProvider time)
    {
        if (!options.AllowsOwnIdentity)
            throw OwnIdentityRefused(options);
        var (host, port) = (variable("KUBERNETES_SERVICE_HOST"), variable("KUBERNETES_SERVICE_PORT"));
        var token = Path.Combine(options.ServiceAccountFolder, "token");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !File.Exists(token))
            throw new KubernetesException(KubernetesFailure.Misconfigured, "This server does not run in a cluster, or its pod has no service account: use a kubeconfig.");
        return new()
        {
            Server = new Uri($"https://{(host.Contains(':') ? $"[{host}]" : host)}:{port}"),
            CertificateAuthority = Read(options, "ca.crt"),
            Credentials = new TokenFileCredential(token, certificate: null, time),
            Namespace = Read(options, "namespace")?.Trim(),
        };
    }

    internal static KubernetesException OwnIdentityRefused(ClusterAccessOptions options) => new(
        KubernetesFailure.Misconfigured,
        $"This installation does not let clusters be called as itself ({ClusterAccessOptions.Section}:{nameof(options.AllowsOwnIdentity)}): use a kubeconfig.");

    private static string? Read(ClusterAccessOptions options, string file)
    {
        var path = Path.Combine(options.ServiceAccountFolder, file);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }
}
