using System.Collections.Concurrent;
using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>Reaches a cluster.</summary>
internal sealed class DeploymentTargetConnection(ClusterClients clients) : SettingConnection<DeploymentTarget>
{
    /// <summary>The choice of namespaces.</summary>
    public const string Namespaces = "namespaces";

    /// <summary>The choice of kinds.</summary>
    public const string Kinds = "kinds";

    /// <summary>The choice of objects.</summary>
    public const string Names = "names";

    private const int QuestionsAtOnce = 16;

    public override IReadOnlyDictionary<string, string> Choices { get; } = new Dictionary<string, string>
    {
        [Namespaces] = "The namespaces that stages may use: those that the setting allows, else those of the cluster.",
        [Kinds] = "The kinds that the cluster serves, custom ones among them.",
        [Names] = "The names of the objects of ?kind= in ?namespace=.",
    };

    public override ValueTask<string> TestAsync(DeploymentTarget setting, CancellationToken cancellationToken) => AskAsync(setting, async lease =>
    {
        var found = $"Kubernetes {await lease.Client.FindVersionAsync(cancellationToken)} answers.";
        string?[] places = setting.Namespaces.Count > 0 ? [.. setting.Namespaces] : [null];
        var missing = new List<string>();
        foreach (var place in places)
        {
            if (DeploymentPermissions.Describe(await MissingAsync(lease.Client, place, setting.IsReadOnly, cancellationToken)) is { Length: > 0 } what)
                missing.Add($"{(place is null ? "in all namespaces" : $"in {place}")}: {what}");
        }

        return missing.Count == 0
            ? $"{found} Everything that stages need{(setting.IsReadOnly ? " to look and plan" : "")} is allowed."
            : $"{found} Missing permissions {string.Join(". Missing ", missing)}. Stages that need them will fail: bind a role to this identity, for example the ClusterRole {(setting.IsReadOnly ? "view" : "edit")}{(setting.Namespaces.Count == 0 ? ", or name the namespaces that it may use" : "")}.";
    });

    public override ValueTask<IReadOnlyList<string>> ListChoicesAsync(DeploymentTarget setting, ChoiceQuery query, CancellationToken cancellationToken) =>
        AskAsync(setting, lease => query.What switch
        {
            Namespaces => ListNamespacesAsync(setting, lease.Client, cancellationToken),
            Kinds => ListKindsAsync(lease.Client, cancellationToken),
            _ => ListNamesAsync(setting, lease, query, cancellationToken),
        });

    private static async Task<IReadOnlyList<string>> ListNamespacesAsync(DeploymentTarget setting, KubernetesClient client, CancellationToken cancellationToken) =>
        setting.Namespaces.Count > 0 ? setting.Namespaces : NamesOf(await client.ListAsync(new() { ApiVersion = "v1", Kind = "Namespace" }, cancellationToken));

    private static async Task<IReadOnlyList<string>> ListKindsAsync(KubernetesClient client, CancellationToken cancellationToken) =>
        [.. (await client.ListResourcesAsync(cancellationToken)).Where(static resource => resource.Verbs.Contains("list")).Select(static resource => resource.Kind).Distinct().Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<string>> ListNamesAsync(DeploymentTarget setting, ClusterLease lease, ChoiceQuery query, CancellationToken cancellationToken)
    {
        if (query.Fields.GetValueOrDefault("kind", "") is not { Length: > 0 } kind)
            throw new SettingConnectionException("Names are those of a kind: add ?kind=, for example ?kind=Deployment&namespace=shop.");
        var rules = setting.RulesFor("", lease.Namespace);
        var resource = await lease.Client.FindResourceAsync(null, kind, cancellationToken);
        var place = !resource.IsNamespaced ? null : query.Fields.GetValueOrDefault("namespace", "") is { Length: > 0 } named ? named : rules.DefaultNamespace;
        if (setting.Namespaces.Count > 0 && !setting.Namespaces.Contains(place ?? ""))
            throw new SettingConnectionException($"The setting allows objects in the namespaces {string.Join(", ", setting.Namespaces)} only.");
        return NamesOf(await lease.Client.ListAsync(new() { ApiVersion = resource.ApiVersion, Kind = resource.Kind, Namespace = place }, cancellationToken));
    }

    private static async Task<IReadOnlyList<AccessQuestion>> MissingAsync(KubernetesClient client, string? place, bool isReadOnly, CancellationToken cancellationToken)
    {
        if ((await client.ReviewAccessAsync(DeploymentPermissions.Everything(place), cancellationToken)).IsAllowed)
            return [];
        AccessQuestion[] questions = [.. DeploymentPermissions.QuestionsFor(place, isReadOnly)];
        var missing = new ConcurrentDictionary<AccessQuestion, bool>();
        await Parallel.ForEachAsync(questions, new ParallelOptions { MaxDegreeOfParallelism = QuestionsAtOnce, CancellationToken = cancellationToken }, async (question, cancellation) =>
        {
            if (!(await client.ReviewAccessAsync(question, cancellation)).IsAllowed)
                missing[question] = true;
        });
        return [.. questions.Where(missing.ContainsKey)];
    }

    private static IReadOnlyList<string> NamesOf(ObjectList list) => [.. list.Items.Select(static item => (string?)item["metadata"]?["name"]).OfType<string>().Order(StringComparer.Ordinal)];

    private async ValueTask<T> AskAsync<T>(DeploymentTarget setting, Func<ClusterLease, Task<T>> ask)
    {
        try
        {
            using var lease = clients.Open(setting);
            return await ask(lease);
        }
        catch (KubernetesException exception)
        {
            throw new SettingConnectionException(exception.Message, exception);
        }
    }
}
