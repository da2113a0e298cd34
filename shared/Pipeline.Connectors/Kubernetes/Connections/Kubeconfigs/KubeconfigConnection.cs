using System.Text;
using Pipeline.Connectors.Kubernetes.Connections.Credentials;

namespace Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;

/// <summary>Turns a context of a kubeconfig into a connection, as far as this server allows what it asks for.</summary>
public static class KubeconfigConnection
{
    /// <summary>The connection of a context.</summary>
    /// <param name="kubeconfig">The kubeconfig.</param>
    /// <param name="context">The context; null: the current one.</param>
    /// <param name="options">What it may ask for.</param>
    /// <param name="time">Decides when credentials have had their time.</param>
    /// <param name="folder">What relative paths are relative to; null: the working folder.</param>
    /// <exception cref="KubernetesException">It cannot be used (<see cref="KubernetesFailure.Misconfigured"/>); the message names the field.</exception>
    public static ClusterConnection Of(Kubeconfig kubeconfig, string? context, ClusterAccessOptions options, TimeProvider time, string? folder = null)
    {
        var (cluster, user, @namespace) = kubeconfig.Find(context);
        var files = new KubeconfigFiles(options, folder);
        var connection = new ClusterConnection
        {
            Server = Address(cluster, "server", ["http", "https"]) ?? throw Kubeconfig.Fault($"{cluster.Path}.server is missing"),
            CertificateAuthority = files.Pem(cluster, "certificate-authority"),
            TlsServerName = cluster.Text("tls-server-name"),
            IsInsecure = cluster.Flag("insecure-skip-tls-verify"),
            Proxy = Address(cluster, "proxy-url", ["http", "https", "socks5"]),
            Namespace = @namespace,
        };
        if (connection.IsInsecure && !options.AllowsInsecure)
        {
            throw Kubeconfig.Fault(
                $"{cluster.Path}.insecure-skip-tls-verify would give the credential to anybody who claims to be the server. Give certificate-authority-data instead, or have {ClusterAccessOptions.Section}:{nameof(options.AllowsInsecure)} set in this installation's configuration");
        }

        return connection with { Credentials = Credentials(user, cluster, connection, files, options, time) };
    }

    /// <summary>In the order in which client-go lets one outweigh the other.</summary>
    private static IClusterCredentialSource Credentials(
        KubeconfigNode? user, KubeconfigNode cluster, ClusterConnection connection, KubeconfigFiles files, ClusterAccessOptions options, TimeProvider time)
    {
        if (user is null)
            return FixedCredential.None;
        if (user["auth-provider"] is { } provider)
            throw Kubeconfig.Fault($"{provider.Path} is a kind of sign-in that Kubernetes has given up. Use a token, a client certificate or an exec plug-in");

        var (certificate, key) = (files.Pem(user, "client-certificate"), files.Pem(user, "client-key"));
        if ((certificate is null) != (key is null))
            throw Kubeconfig.Fault($"{user.Path} has only one of client-certificate-data and client-key-data, which belong together");
        var pair = certificate is null ? null : ClientCertificate.Read(certificate, key!, user.Path);
        if (user["exec"] is { } exec)
        {
            return options.AllowsExecPlugins
                ? new ExecCredentialPlugin(ExecPlugin.Read(exec, cluster, connection), pair, time)
                : throw Kubeconfig.Fault(
                    $"{exec.Path} would run a program on this server. Give a token or a client certificate instead, or have {ClusterAccessOptions.Section}:{nameof(options.AllowsExecPlugins)} set in this installation's configuration");
        }

        if (user.Text("tokenFile") is { } file)
            return new TokenFileCredential(files.Allowed($"{user.Path}.tokenFile", file), pair, time);
        if (user.Text("token") is { } token)
            return FixedCredential.Token(token, pair);
        return user.Text("username") is { } name ? FixedCredential.Basic(name, user.Text("password") ?? "", pair) : new FixedCredential(null, pair);
    }

    private static Uri? Address(KubeconfigNode node, string field, string[] schemes)
    {
        if (node.Text(field) is not { } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || !schemes.Contains(address.Scheme))
            throw Kubeconfig.Fault($"{node.Path}.{field} is no address. Write {string.Join(" or ", schemes.Select(static scheme => $"{scheme}://host"))}");
        return field == "server" && (address.UserInfo.Length > 0 || address.Query.Length > 0)
            ? throw Kubeconfig.Fault($"{node.Path}.{field} must have neither user nor query")
            : address;
    }
}

/// <summary>Reads what a kubeconfig holds as <c>…-data</c>, or names as a file where that is allowed.</summary>
internal sealed class KubeconfigFiles(ClusterAccessOptions options, string? folder)
{
    private const int LongestFile = 1024 * 1024;

    /// <summary>PEM of <c>{field}-data</c>, else of the file that <paramref name="field"/> names; null when there is neither.</summary>
    public string? Pem(KubeconfigNode node, string field)
    {
        if (node.Text($"{field}-data") is { } data)
            return Decode(data, $"{node.Path}.{field}-data");
        return node.Text(field) is { } file ? ReadFile($"{node.Path}.{field}", file) : null;
    }

    /// <summary>The whole path of a file that may be read.</summary>
    public string Allowed(string path, string file) => options.AllowsFiles
        ? Path.GetFullPath(file, folder ?? Environment.CurrentDirectory)
        : throw Kubeconfig.Fault(
            $"{path} names a file of this server. Put its content into the kubeconfig (kubectl config view --raw --flatten), or have {ClusterAccessOptions.Section}:{nameof(options.AllowsFiles)} set in this installation's configuration");

    private string ReadFile(string path, string file)
    {
        try
        {
            var whole = Allowed(path, file);
            return new FileInfo(whole).Length <= LongestFile ? File.ReadAllText(whole) : throw Kubeconfig.Fault($"the file of {path} is too long");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Kubeconfig.Fault($"the file of {path} cannot be read ({exception.GetType().Name})", exception);
        }
    }

    private static string Decode(string data, string path)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException)
        {
            throw Kubeconfig.Fault($"{path} is not base64");
        }
    }
}
