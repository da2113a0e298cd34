using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>What a credential plug-in has given.</summary>
/// <param name="Credential">What is shown to the server.</param>
/// <param name="Until">How long it is good; null: until the server refuses it.</param>
internal sealed record ExecCredential(ClusterCredential Credential, DateTimeOffset? Until)
{
    /// <summary>Reads a plug-in's answer.</summary>
    /// <param name="answer">What it wrote to its standard output.</param>
    /// <param name="plugin">The plug-in.</param>
    /// <param name="certificate">The client certificate that the kubeconfig has itself; null: none.</param>
    /// <exception cref="KubernetesException">The answer cannot be used. The message holds nothing of it.</exception>
    public static ExecCredential Read(string answer, ExecPlugin plugin, X509Certificate2? certificate)
    {
        var root = Parse(answer, plugin);
        if (Text(root["kind"]) is not "ExecCredential")
            throw Fault(plugin, "wrote no ExecCredential");
        if (Text(root["apiVersion"]) != plugin.ApiVersion)
            throw Fault(plugin, $"answered in another version than {plugin.ApiVersion}, which the kubeconfig asks for");

        var status = root["status"] as JsonObject;
        var (token, pem, key) = (Text(status?["token"]), Text(status?["clientCertificateData"]), Text(status?["clientKeyData"]));
        if ((pem is null) != (key is null))
            throw Fault(plugin, "gave only one of clientCertificateData and clientKeyData");
        if (token is null && pem is null)
            throw Fault(plugin, "gave neither a token nor a client certificate");
        return new(
            new()
            {
                Authorization = token is null ? null : $"Bearer {token}",
                Certificate = pem is null ? certificate : ClientCertificate.Read(pem, key!, $"The credential plug-in '{plugin.Command}'"),
            },
            DateTimeOffset.TryParse(Text(status?["expirationTimestamp"]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) ? until : null);
    }

    public static KubernetesException Fault(ExecPlugin plugin, string what, Exception? inner = null) =>
        new(KubernetesFailure.Misconfigured, $"The credential plug-in '{plugin.Command}' {what}.", inner);

    private static JsonObject Parse(string answer, ExecPlugin plugin)
    {
        try
        {
            return JsonNode.Parse(answer) as JsonObject ?? throw Fault(plugin, "wrote no ExecCredential");
        }
        catch (JsonException)
        {
            throw Fault(plugin, "wrote no JSON to its standard output");
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
