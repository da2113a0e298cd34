using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Simulators.Kubernetes;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>A cluster with a Service, and the setting <c>…-cluster</c> that leads there.</summary>
internal sealed class EveryCluster : IAsyncDisposable
{
    /// <summary>What the stages deploy: a Deployment, and a ReplicaSet behind the Service.</summary>
    public const string Manifests = """
        [
          { apiVersion: apps/v1, kind: Deployment, metadata: { name: web },
            spec: { replicas: 1, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: "shop/web:1" }] } } } },
          { apiVersion: apps/v1, kind: ReplicaSet, metadata: { name: lamp, annotations: { traffic.pipeline.io/load-balancers: '["service lamp"]' } },
            spec: { replicas: 1, selector: { matchLabels: { app: lamp } }, template: { metadata: { labels: { app: lamp } }, spec: { containers: [{ name: lamp, image: "shop/lamp:1" }] } } } }
        ]
        """;

    private readonly KubernetesSimulator _simulator;

    private EveryCluster(KubernetesSimulator simulator) => _simulator = simulator;

    /// <summary>What went wrong within the cluster itself.</summary>
    public IReadOnlyList<Exception> Faults => _simulator.ControllerFaults;

    /// <summary>Starts it and makes the setting.</summary>
    public static async Task<EveryCluster> StartAsync(HttpClient admin, string prefix, CancellationToken cancellationToken)
    {
        var simulator = await KubernetesSimulator.StartAsync();
        simulator.Objects.Create(simulator.Objects.Catalog.OfKind("Service"), new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = "lamp", ["namespace"] = "default" },
            ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["lit"] = "yes" }, ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) },
        });
        var with = new JsonObject { ["access"] = "kubeconfig", ["kubeconfig"] = simulator.Kubeconfig, ["defaultNamespace"] = "default" };
        await Expect.SuccessAsync(await admin.PutAsync($"/api/settings/deployment-targets/{prefix}-cluster", Documents.Json(new JsonObject { ["with"] = with }.ToJsonString()), cancellationToken));
        return new(simulator);
    }

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();
}
