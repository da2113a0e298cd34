using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Reading;

namespace Pipeline.Definitions.Tests.Manifests;

/// <summary>Manifests as tests write them.</summary>
internal static class Manifest
{
    /// <summary>The only object of a text.</summary>
    public static JsonObject Of(string text) => Assert.Single(All(text));

    /// <summary>The objects of a text.</summary>
    public static IReadOnlyList<JsonObject> All(string text)
    {
        var read = ManifestText.Read(text);
        Assert.True(read.Faults.Count == 0, string.Join('\n', read.Faults));
        return read.Manifests;
    }

    /// <summary>A ReplicaSet with the pod label <c>app: web</c>.</summary>
    public static JsonObject ReplicaSet(string name, int replicas = 1, int ready = 0, string labels = "app: web", string annotations = "") => Of($$"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: { name: {{name}}, namespace: shop, annotations: { {{annotations}} } }
        spec:
          replicas: {{replicas}}
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { {{labels}} } }
            spec: { containers: [{ name: web, image: "shop/web:1" }] }
        status: { readyReplicas: {{ready}} }
        """);
}
