using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>A program that gives credentials (<c>client.authentication.k8s.io/v1</c> and <c>v1beta1</c>), as a kubeconfig describes it.</summary>
internal sealed record ExecPlugin
{
    private const string Group = "client.authentication.k8s.io";

    public required string ApiVersion { get; init; }

    public required string Command { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What to do when the program is not there.</summary>
    public string? InstallHint { get; init; }

    /// <summary>What the program is told of the cluster; null: nothing.</summary>
    public JsonObject? Cluster { get; init; }

    /// <summary>What the program finds in <c>KUBERNETES_EXEC_INFO</c>.</summary>
    public string Information
    {
        get
        {
            var spec = new JsonObject { ["interactive"] = false };
            if (Cluster is not null)
                spec["cluster"] = Cluster.DeepClone();
            return new JsonObject { ["apiVersion"] = ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
        }
    }

    /// <exception cref="KubernetesException">It is of a kind that cannot be used; the message names the field.</exception>
    public static ExecPlugin Read(KubeconfigNode exec, KubeconfigNode cluster, ClusterConnection connection)
    {
        var version = exec.Text("apiVersion") ?? "";
        if (version is not (Group + "/v1" or Group + "/v1beta1"))
            throw Kubeconfig.Fault($"{exec.Path}.apiVersion is none of {Group}/v1 and {Group}/v1beta1");
        if (exec.Text("interactiveMode") is "Always")
            throw Kubeconfig.Fault($"{exec.Path}.interactiveMode is Always, and there is nobody here to answer");
        return new()
        {
            ApiVersion = version,
            Command = exec.Text("command") ?? throw Kubeconfig.Fault($"{exec.Path}.command is missing"),
            Arguments = [.. (exec["args"]?.Items ?? []).Select(static item => item.Value ?? "")],
            Environment = (exec["env"]?.Items ?? []).Where(static item => item.Text("name") is not null).ToDictionary(static item => item.Text("name")!, static item => item.Text("value") ?? ""),
            InstallHint = exec.Text("installHint"),
            Cluster = exec.Flag("provideClusterInfo") ? ClusterOf(cluster, connection) : null,
        };
    }

    private static JsonObject ClusterOf(KubeconfigNode cluster, ClusterConnection connection)
    {
        var told = new JsonObject { ["server"] = cluster.Text("server") };
        if (connection.TlsServerName is not null)
            told["tls-server-name"] = connection.TlsServerName;
        if (connection.IsInsecure)
            told["insecure-skip-tls-verify"] = true;
        if (connection.CertificateAuthority is not null)
            told["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(connection.CertificateAuthority));
        if (connection.Proxy is not null)
            told["proxy-url"] = connection.Proxy.OriginalString;
        return told;
    }
}
