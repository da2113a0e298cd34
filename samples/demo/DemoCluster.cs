using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes;

namespace Pipeline.Demo;

/// <summary>The shop's cluster: a simulated one, with the controllers that a real one has, so that the demo deploys with no cluster at hand.</summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    private readonly KubernetesSimulator _simulator;
    private readonly DirectoryInfo _folder;

    private DemoCluster(KubernetesSimulator simulator, DirectoryInfo folder) => (_simulator, _folder) = (simulator, folder);

    /// <summary>The namespace that the shop deploys into.</summary>
    public static string Namespace => "shop";

    /// <summary>How it is reached and by whom.</summary>
    public string Kubeconfig => _simulator.Kubeconfig;

    /// <summary>A file with <see cref="Kubeconfig"/>, for kubectl.</summary>
    public string KubeconfigFile => Path.Combine(_folder.FullName, "kubeconfig");

    /// <summary>Starts it, with the shop's namespace.</summary>
    public static async Task<DemoCluster> StartAsync(CancellationToken cancellationToken)
    {
        var cluster = new DemoCluster(await KubernetesSimulator.StartAsync(), Directory.CreateTempSubdirectory("pipeline-demo-cluster-"));
        cluster._simulator.Objects.Create(cluster._simulator.Objects.Catalog.OfKind("Namespace"), new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = Namespace },
        });
        await File.WriteAllTextAsync(cluster.KubeconfigFile, cluster.Kubeconfig, cancellationToken);
        return cluster;
    }

    /// <summary>The images of the pods that the shop's Service sends traffic to.</summary>
    public IReadOnlyList<string> ServingImages()
    {
        var service = Objects("Service").Single();
        return [.. Objects("Pod")
            .Where(pod => service["spec"]!["selector"]!.AsObject().All(label => pod["metadata"]!["labels"]?[label.Key]?.ToString() == label.Value!.ToString()))
            .Select(static pod => pod["spec"]!["containers"]![0]!["image"]!.ToString()).Distinct()];
    }

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IReadOnlyList<JsonObject> Objects(string kind) => _simulator.Objects.List(_simulator.Objects.Catalog.OfKind(kind), Namespace).Items;
}
