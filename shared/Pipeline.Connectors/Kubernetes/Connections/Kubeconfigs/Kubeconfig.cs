namespace Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;

/// <summary>A kubeconfig (<c>v1 Config</c>): clusters, users, and the contexts that join one of each.</summary>
public sealed class Kubeconfig
{
    private readonly KubeconfigNode _root;

    private Kubeconfig(KubeconfigNode root) => _root = root;

    /// <summary>The names of the contexts, in the order of the file.</summary>
    public IReadOnlyList<string> Contexts => [.. Entries("contexts").Select(static entry => entry.Text("name")).OfType<string>()];

    /// <summary>The context that is meant where none is named; null: none.</summary>
    public string? CurrentContext => _root.Text("current-context");

    /// <summary>Reads a kubeconfig, YAML or JSON.</summary>
    /// <exception cref="KubernetesException">It is none (<see cref="KubernetesFailure.Misconfigured"/>). The message holds nothing of it.</exception>
    public static Kubeconfig Read(string text)
    {
        var root = KubeconfigNode.Read(text);
        return root["clusters"] is null && root["contexts"] is null
            ? throw Fault("it has neither clusters nor contexts. Paste the whole file, as `kubectl config view --raw --minify` shows it")
            : new(root);
    }

    /// <summary>Looks whether a context, its cluster and its user are there.</summary>
    /// <param name="context">The context; null: the current one.</param>
    /// <exception cref="KubernetesException">One of them is missing; the message lists those that there are.</exception>
    public void Check(string? context) => Find(context);

    /// <summary>What a context says.</summary>
    /// <param name="name">The context; null: the current one.</param>
    /// <exception cref="KubernetesException">It, its cluster or its user is missing.</exception>
    internal (KubeconfigNode Cluster, KubeconfigNode? User, string? Namespace) Find(string? name)
    {
        name ??= CurrentContext ?? (Contexts is [var only] ? only : throw Fault($"it has no current-context. Name one: {Names("contexts")}"));
        var context = Entry("contexts", name)?["context"] ?? throw Fault($"it has no context '{name}'. There are: {Names("contexts")}");
        var clusterName = context.Text("cluster") ?? throw Fault($"the context '{name}' names no cluster");
        var cluster = Entry("clusters", clusterName)?["cluster"] ?? throw Fault($"it has no cluster '{clusterName}', which the context '{name}' names. There are: {Names("clusters")}");
        var userName = context.Text("user");
        var entry = userName is null ? null : Entry("users", userName) ?? throw Fault($"it has no user '{userName}', whom the context '{name}' names. There are: {Names("users")}");
        return (cluster, entry?["user"], context.Text("namespace"));
    }

    internal static KubernetesException Fault(string what, Exception? inner = null) => new(KubernetesFailure.Misconfigured, $"The kubeconfig cannot be used: {what}.", inner);

    private IReadOnlyList<KubeconfigNode> Entries(string list) => _root[list]?.Items ?? [];

    private KubeconfigNode? Entry(string list, string name) => Entries(list).FirstOrDefault(entry => entry.Text("name") == name);

    private string Names(string list) => string.Join(", ", Entries(list).Select(static entry => entry.Text("name")).OfType<string>()) is { Length: > 0 } names ? names : "none";
}
