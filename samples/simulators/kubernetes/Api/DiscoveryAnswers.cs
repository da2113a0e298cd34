using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Says what the server serves.</summary>
internal sealed class DiscoveryAnswers(KubernetesSimulator simulator)
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    // What "kubectl get all" lists.
    private static readonly HashSet<string> InAll =
        ["pods", "replicationcontrollers", "services", "daemonsets", "deployments", "replicasets", "statefulsets", "cronjobs", "jobs", "horizontalpodautoscalers"];

    public JsonObject? Find(string path) => path.Trim('/').Split('/') switch
    {
        ["version"] => Version(),
        ["api"] => new() { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1"), ["serverAddressByClientCIDRs"] = new JsonArray() },
        ["apis"] => new() { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. Groups().Select(Group)]) },
        ["api", "v1"] => Resources("", "v1"),
        ["apis", var group] when Groups().Contains(group) => Group(group),
        ["apis", var group, var version] when Types().Any(type => type.Group == group && type.Version == version) => Resources(group, version),
        _ => null,
    };

    private JsonObject Version()
    {
        var parts = simulator.Options.Version.TrimStart('v').Split('.');
        return new() { ["major"] = parts[0], ["minor"] = parts[1], ["gitVersion"] = simulator.Options.Version, ["platform"] = "linux/amd64" };
    }

    private IEnumerable<ResourceType> Types() => simulator.Objects.Catalog.All.Append(new()
    {
        Group = "authorization.k8s.io",
        Version = "v1",
        Kind = "SelfSubjectAccessReview",
        Plural = "selfsubjectaccessreviews",
        IsNamespaced = false,
    });

    private IEnumerable<string> Groups() => Types().Select(type => type.Group).Where(group => group.Length > 0).Distinct();

    private JsonObject Group(string group)
    {
        var versions = Types().Where(type => type.Group == group).Select(type => type.Version).Distinct().ToArray();
        JsonObject Name(string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };
        return new()
        {
            ["kind"] = "APIGroup",
            ["apiVersion"] = "v1",
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions.Select(Name)]),
            ["preferredVersion"] = Name(versions[0]),
        };
    }

    private JsonObject Resources(string group, string version)
    {
        var resources = new JsonArray();
        foreach (var type in Types().Where(type => type.Group == group && type.Version == version))
        {
            string[] verbs = type.Plural == "selfsubjectaccessreviews" ? ["create"] : Verbs;
            resources.Add((JsonNode)Resource(type, type.Plural, type.Kind, verbs));
            if (type.HasStatus)
                resources.Add((JsonNode)Resource(type, $"{type.Plural}/status", type.Kind, ["get", "patch", "update"]));
            if (type.HasScale)
                resources.Add((JsonNode)Resource(type, $"{type.Plural}/scale", "Scale", ["get", "patch", "update"]));
            if (type.Kind == "Pod" && type.Group.Length == 0)
                resources.Add((JsonNode)Resource(type, "pods/log", "Pod", ["get"]));
        }

        return new() { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}", ["resources"] = resources };
    }

    private static JsonObject Resource(ResourceType type, string name, string kind, string[] verbs)
    {
        var resource = new JsonObject
        {
            ["name"] = name,
            ["singularName"] = name.Contains('/', StringComparison.Ordinal) ? "" : type.Singular,
            ["namespaced"] = type.IsNamespaced,
            ["kind"] = kind,
            ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]),
        };
        if (type.ShortNames.Count > 0 && !name.Contains('/', StringComparison.Ordinal))
            resource["shortNames"] = new JsonArray([.. type.ShortNames.Select(shortName => (JsonNode)shortName)]);
        if (!type.IsCustom && InAll.Contains(name))
            resource["categories"] = new JsonArray("all");
        return resource;
    }
}
