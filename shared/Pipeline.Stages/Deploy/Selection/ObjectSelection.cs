using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests.Selection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Selection;

/// <summary>Finds the objects that a stage works on (reference C6, target selection).</summary>
/// <param name="target">The target.</param>
/// <param name="application">The application whose clusters are meant where the stage names none.</param>
/// <param name="log">Is told what was chosen.</param>
public sealed class ObjectSelection(DeploymentTargetClient target, string application, IStageLog log)
{
    /// <summary>Finds them as they are now.</summary>
    /// <returns>The objects; none when the one that is named, or those with the labels, are not there.</returns>
    /// <exception cref="StageFailedException">The input says nothing that can be looked for, or a cluster has no object that fits.</exception>
    public async Task<IReadOnlyList<SelectedObject>> FindAsync(ObjectInput input, CancellationToken cancellationToken)
    {
        var selectors = (input as ObjectsInput)?.LabelSelectors;
        var ways = new[] { !string.IsNullOrWhiteSpace(input.Name), !string.IsNullOrWhiteSpace(input.Cluster), selectors is not null }.Count(way => way);
        if (ways != 1)
            throw Invalid(input is ObjectsInput ? "Say the object by one of 'name', 'cluster' with 'criteria', and 'labelSelectors'." : "Say the object by its 'name', or by 'cluster' with 'criteria'.");
        if (selectors is not null)
            return await LabelledAsync((ObjectsInput)input, selectors, cancellationToken);
        return !string.IsNullOrWhiteSpace(input.Name)
            ? await NamedAsync(input, input.Name, cancellationToken)
            : [await ChosenAsync(input, input.Cluster!, cancellationToken)];
    }

    private async Task<IReadOnlyList<SelectedObject>> NamedAsync(ObjectInput input, string text, CancellationToken cancellationToken)
    {
        var named = NamedObject.Read(input.Kind, text, out var fault) ?? throw Invalid(fault!);
        var resource = await target.Client.FindResourceAsync(null, named.Kind, cancellationToken);
        var scope = ScopeOf(resource, input);
        var found = await target.Client.FindAsync(new(resource.ApiVersion, resource.Kind, scope, named.Name), cancellationToken);
        if (found is not null)
            return [SelectedObject.Of(resource, found)];

        log.WriteLine($"There is no {new ObjectReference(resource.ApiVersion, resource.Kind, scope, named.Name)}.");
        return [];
    }

    private async Task<SelectedObject> ChosenAsync(ObjectInput input, string text, CancellationToken cancellationToken)
    {
        var criteria = input.Criteria ?? throw Invalid("criteria: Say which object of the cluster: newest, second-newest, oldest, largest or smallest.");
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kind = !string.IsNullOrWhiteSpace(input.Kind) ? input.Kind.Trim() : words.Length == 2 ? words[0] : throw Invalid("kind: Say the kind of the cluster's objects, for example ReplicaSet.");
        var resource = await target.Client.FindResourceAsync(null, kind, cancellationToken);
        var scope = ScopeOf(resource, input) ?? "";
        var cluster = DynamicSelection.ClusterOf(resource.Kind, text);
        var owner = string.IsNullOrWhiteSpace(input.Application) ? application : input.Application.Trim();
        var list = await target.Client.ListAsync(new() { ApiVersion = resource.ApiVersion, Kind = resource.Kind, Namespace = resource.IsNamespaced ? scope : null }, cancellationToken);
        var members = DynamicSelection.MembersOf(list.Items, owner, cluster).Select(item => (Item: item, Candidate: SelectionCandidate.Of(item))).ToList();
        var chosen = DynamicSelection.Choose(members.Select(member => member.Candidate), criteria, input.Size)
            ?? throw new StageFailedException(new StageError("object-not-found", DynamicSelection.Missing([.. members.Select(member => member.Candidate)], criteria, cluster, owner, scope)));
        log.WriteLine($"Of the {members.Count} objects of the cluster '{cluster}', {chosen.Name} was chosen ({chosen.Pods} pods).");
        return SelectedObject.Of(resource, members.First(member => member.Candidate == chosen).Item);
    }

    private async Task<IReadOnlyList<SelectedObject>> LabelledAsync(ObjectsInput input, IReadOnlyList<ManifestLabelSelector> selectors, CancellationToken cancellationToken)
    {
        string[] kinds = [.. input.Kinds.Append(input.Kind ?? "").Where(kind => !string.IsNullOrWhiteSpace(kind)).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (kinds.Length == 0)
            throw Invalid("kinds: Say the kinds whose objects are selected by their labels, for example [Deployment, Service].");
        if (selectors.Count == 0)
            throw Invalid("labelSelectors: Say at least one, for example { key: app, kind: EQUALS, values: [web] }; { kind: ANY } selects every object.");
        if (selectors.Select(selector => selector.Fault).FirstOrDefault(fault => fault is not null) is { } wrong)
            throw Invalid($"labelSelectors: {wrong}");

        var found = new List<SelectedObject>();
        foreach (var kind in kinds)
        {
            var resource = await target.Client.FindResourceAsync(null, kind.Trim(), cancellationToken);
            var list = await target.Client.ListAsync(new() { ApiVersion = resource.ApiVersion, Kind = resource.Kind, Namespace = ScopeOf(resource, input) }, cancellationToken);
            found.AddRange(list.Items.Where(item => item["metadata"]?["deletionTimestamp"] is null && ManifestLabelSelector.AllMatch(selectors, item)).Select(item => SelectedObject.Of(resource, item)));
        }

        log.WriteLine(found.Count == 0 ? "No object has the labels." : $"{found.Count} objects have the labels: {string.Join(", ", found.Take(10))}{(found.Count > 10 ? ", …" : "")}.");
        return found;
    }

    private string? ScopeOf(ApiResource resource, ObjectInput input)
    {
        var scope = !resource.IsNamespaced ? null : string.IsNullOrWhiteSpace(input.Namespace) ? target.DefaultNamespace : input.Namespace.Trim();
        target.CheckNamespace(scope);
        return scope;
    }

    private static StageFailedException Invalid(string message) => new(new StageError("invalid-input", message));
}
