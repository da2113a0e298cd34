using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Controllers;

namespace Pipeline.Simulators.Kubernetes.Tests;

/// <summary>A cluster of its own for each test, and calls of its API.</summary>
public abstract class ClusterFixture : IAsyncLifetime
{
    protected const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    protected const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    protected HttpClient Http { get; } = new();

    protected KubernetesSimulator Cluster { get; private set; } = null!;

    /// <summary>How quickly the cluster's controllers work; null: it has none, so that nothing but the test writes.</summary>
    protected virtual ControllerOptions? Controllers => null;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Cluster = await KubernetesSimulator.StartAsync(new() { Controllers = Controllers });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static string Deployment(string name = "web", int replicas = 2, string image = "nginx:1") => $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},"spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"{{{name}}}"}},
        "template":{"metadata":{"labels":{"app":"{{{name}}}"}},"spec":{"containers":[{"name":"web","image":"{{{image}}}","env":[{"name":"A","value":"a"}]}]} } } }
        """;

    protected static string ConfigMap(string name, string labels = "{}") => $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{{{labels}}} },"data":{"a":"b"}}""";

    protected async Task<(int Status, JsonObject Body)> CallAsync(string method, string path, string? body = null, string media = "application/json", string? token = null)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(Cluster.Url, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(media));
        request.Headers.Authorization = new("Bearer", token ?? SimulatedUsers.AdministratorToken);
        using var response = await Http.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!);
    }

    protected Task<(int Status, JsonObject Body)> ApplyAsync(string path, string manifest, string manager, bool force = false) =>
        CallAsync("PATCH", $"{path}?fieldManager={manager}{(force ? "&force=true" : "")}", manifest, "application/apply-patch+yaml");

    protected async Task<JsonObject> OkAsync(string method, string path, string? body = null, string media = "application/json")
    {
        var (status, answer) = await CallAsync(method, path, body, media);
        Assert.True(status is 200 or 201, answer.ToJsonString());
        return answer;
    }
}
