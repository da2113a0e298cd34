using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Pipeline.Connectors.Helm.Manifests;

/// <summary>Works on the text of rendered manifests, document by document; what it need not change stays as it was, comments included.</summary>
public static partial class RenderedManifests
{
    // The kinds that lie in a namespace, of the API groups that every cluster has. Of other kinds only the cluster knows.
    private static readonly HashSet<string> Namespaced = new(StringComparer.Ordinal)
    {
        "ConfigMap", "ControllerRevision", "CronJob", "CSIStorageCapacity", "DaemonSet", "Deployment", "Endpoints", "EndpointSlice", "Event",
        "HorizontalPodAutoscaler", "Ingress", "Job", "Lease", "LimitRange", "NetworkPolicy", "PersistentVolumeClaim", "Pod",
        "PodDisruptionBudget", "PodTemplate", "ReplicaSet", "ReplicationController", "ResourceQuota", "Role", "RoleBinding", "Secret", "Service",
        "ServiceAccount", "StatefulSet",
    };

    private static readonly HashSet<string> Groups = new(StringComparer.Ordinal)
    {
        "v1", "apps", "autoscaling", "batch", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
    };

    /// <summary>Leaves out what a chart has in <c>templates/tests</c> (rosco's HelmTemplateUtils): tests are not deployed.</summary>
    public static string WithoutTests(string manifests) =>
        string.Concat(Documents(manifests).Where(static document => !TestSource().IsMatch(document)));

    /// <summary>
    /// Writes a namespace into every object that lies in one and names none (many charts leave it to <c>helm install</c>, which is not what
    /// deploys here). Of kinds that are not Kubernetes' own nobody can know that without the cluster; they stay as they are.
    /// </summary>
    public static string WithNamespace(string manifests, string name) =>
        string.Concat(Documents(manifests).Select(document => Insert(document, name)));

    /// <summary>The documents of a text, each with the line before it that parts it from the one above; together they are the text.</summary>
    private static IEnumerable<string> Documents(string text)
    {
        var start = 0;
        foreach (Match separator in Separator().Matches(text))
        {
            if (separator.Index > start)
                yield return text[start..separator.Index];
            start = separator.Index;
        }

        if (start < text.Length)
            yield return text[start..];
    }

    private static string Insert(string document, string name)
    {
        if (Root(document) is not { } root || !IsNamespaced(root) || root.Field("metadata") is not YamlMappingNode { Children.Count: > 0 } metadata || metadata.Field("namespace") is not null)
            return document;

        var first = metadata.Children[0].Key.Start;
        var place = (int)first.Index;
        return metadata.Style is MappingStyle.Flow
            ? document.Insert(place, $"namespace: {name}, ")
            : document.Insert(place, $"namespace: {name}\n{new string(' ', (int)first.Column - 1)}");
    }

    private static bool IsNamespaced(YamlMappingNode root) =>
        root.Text("kind") is { } kind && Namespaced.Contains(kind) && root.Text("apiVersion") is { } version && Groups.Contains(version.Split('/')[0]);

    private static YamlMappingNode? Root(string document)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(document));
            return stream.Documents.Count == 1 ? stream.Documents[0].RootNode as YamlMappingNode : null;
        }
        catch (Exception exception) when (exception is YamlException or ArgumentException or InvalidOperationException or FormatException)
        {
            return null; // whoever deploys it says what is wrong, with its place
        }
    }

    [GeneratedRegex(@"^---[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^# Source: [^\r\n]*/templates/tests/", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TestSource();
}
