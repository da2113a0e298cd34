using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>What stages need to be allowed in a cluster.</summary>
internal static class DeploymentPermissions
{
    private static readonly string[] Reads = ["get", "list", "watch"];
    private static readonly string[] Writes = ["create", "patch", "update", "delete"];

    private static readonly (string Group, string Resource, string? Subresource, string[] Reads, string[] Writes)[] Needed =
    [
        ("apps", "deployments", null, Reads, Writes),
        ("apps", "deployments", "scale", [], ["patch"]),
        ("apps", "replicasets", null, Reads, Writes),
        ("apps", "replicasets", "scale", [], ["patch"]),
        ("apps", "statefulsets", null, Reads, Writes),
        ("apps", "statefulsets", "scale", [], ["patch"]),
        ("apps", "daemonsets", null, Reads, Writes),
        ("apps", "controllerrevisions", null, ["list"], []),
        ("batch", "jobs", null, Reads, Writes),
        ("", "pods", null, Reads, Writes),
        ("", "pods", "log", ["get"], []),
        ("", "services", null, Reads, Writes),
        ("", "configmaps", null, Reads, Writes),
        ("", "secrets", null, Reads, Writes),
        ("", "events", null, ["list"], []),
        ("discovery.k8s.io", "endpointslices", null, ["list"], []),
        ("autoscaling", "horizontalpodautoscalers", null, Reads, Writes),
    ];

    /// <summary>What has to be asked for one namespace, or (null) for all.</summary>
    public static IEnumerable<AccessQuestion> QuestionsFor(string? @namespace, bool isReadOnly) =>
        from needed in Needed
        from verb in isReadOnly ? needed.Reads : [.. needed.Reads, .. needed.Writes]
        select new AccessQuestion { Verb = verb, Group = needed.Group, Resource = needed.Resource, Subresource = needed.Subresource, Namespace = @namespace };

    /// <summary>Whether everything is allowed, which saves the other questions.</summary>
    public static AccessQuestion Everything(string? @namespace) => new() { Verb = "*", Group = "*", Resource = "*", Namespace = @namespace };

    /// <summary>What is not allowed, in words, for example <c>create, patch deployments.apps</c>; empty when nothing is missing.</summary>
    public static string Describe(IEnumerable<AccessQuestion> missing) => string.Join(
        "; ",
        missing.GroupBy(static question => $"{question.Resource}{(question.Group.Length == 0 ? "" : $".{question.Group}")}{(question.Subresource is null ? "" : $"/{question.Subresource}")}")
            .Select(static resource => $"{string.Join(", ", resource.Select(static question => question.Verb))} {resource.Key}"));
}
