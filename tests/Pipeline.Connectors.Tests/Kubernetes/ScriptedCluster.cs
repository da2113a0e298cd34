using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Kubernetes;

/// <summary>A server that says what an API server would, as the test has it: discovery by itself, everything else by the test.</summary>
internal sealed class ScriptedCluster : IAsyncDisposable
{
    private const string Groups = """
        {"kind":"APIGroupList","groups":[
          {"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}},
          {"name":"metrics.k8s.io","versions":[{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}],"preferredVersion":{"groupVersion":"metrics.k8s.io/v1beta1"}},
          {"name":"example.com","versions":[{"groupVersion":"example.com/v2"},{"groupVersion":"example.com/v1"}],"preferredVersion":{"groupVersion":"example.com/v2"}}]}
        """;

    private const string Core = """
        {"kind":"APIResourceList","groupVersion":"v1","resources":[
          {"name":"configmaps","singularName":"configmap","namespaced":true,"kind":"ConfigMap","verbs":["get","list"],"shortNames":["cm"]},
          {"name":"events","singularName":"event","namespaced":true,"kind":"Event","verbs":["get","list"]},
          {"name":"namespaces","singularName":"namespace","namespaced":false,"kind":"Namespace","verbs":["get"]},
          {"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get"]},
          {"name":"pods/log","namespaced":true,"kind":"Pod","verbs":["get"]}]}
        """;

    private const string Apps = """
        {"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
          {"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["get","patch"],"shortNames":["deploy"]},
          {"name":"deployments/scale","group":"autoscaling","version":"v1","namespaced":true,"kind":"Scale","verbs":["patch"]}]}
        """;

    private ScriptedCluster(LoopbackServer server) => Server = server;

    public LoopbackServer Server { get; }

    /// <summary>What it was asked, but for discovery: method, path and query.</summary>
    public IReadOnlyList<string> Calls => [.. Server.Requests.Where(static request => !IsDiscovery(request.Path)).Select(static request => $"{request.Method} {request.Path}")];

    public IReadOnlyList<ReceivedRequest> Received => [.. Server.Requests.Where(static request => !IsDiscovery(request.Path))];

    public static async Task<ScriptedCluster> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null) =>
        new(await LoopbackServer.StartAsync(context => AnswerDiscoveryAsync(context) ?? answer(context), certificate));

    public KubernetesClient Client(TimeProvider? time = null, KubernetesClientOptions? options = null, Func<ClusterConnection, ClusterConnection>? change = null)
    {
        var connection = new ClusterConnection { Server = Server.Url };
        return new(change?.Invoke(connection) ?? connection, options ?? new(), time ?? TimeProvider.System);
    }

    public static Task AnswerAsync(HttpContext context, string json, int statusCode = 200)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public static Task RefuseAsync(HttpContext context, int code, string reason, string message, string? details = null) => AnswerAsync(
        context, $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":{{JsonValue.Create(message).ToJsonString()}},"reason":"{{reason}}","details":{{details ?? "{}"}},"code":{{code}}}""", code);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static bool IsDiscovery(string path) => path is "/api/v1" or "/apis" or "/apis/apps/v1" or "/apis/metrics.k8s.io/v1beta1";

    private static Task? AnswerDiscoveryAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/api/v1" => AnswerAsync(context, Core),
        "/apis" => AnswerAsync(context, Groups),
        "/apis/apps/v1" => AnswerAsync(context, Apps),
        "/apis/metrics.k8s.io/v1beta1" => RefuseAsync(context, 503, "ServiceUnavailable", "the server is currently unable to handle the request"),
        _ => null,
    };
}
