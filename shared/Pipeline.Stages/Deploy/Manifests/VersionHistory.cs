using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Versions;
using Pipeline.Stages.Deploy.Changes;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Deletes the versions that are more than an object's annotation <c>max-version-history</c> keeps, and ends the deploy.</summary>
internal sealed class VersionHistory(DeployWork work, ManifestSnapshots snapshots)
{
    /// <summary>So many objects a step.</summary>
    private const int Most = 50;

    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
        var bounded = work.Objects.Where(each => each.Strategy is { IsVersioned: true, MaxVersionHistory: not null }).ToArray();
        foreach (var each in bounded.Skip(work.Cursor.Done).Take(Most))
            await TrimAsync(each, each.Strategy.MaxVersionHistory!.Value, cancellationToken);
        if (work.Cursor.Done + Most < bounded.Length)
            return work.Again(work.Cursor with { Done = work.Cursor.Done + Most });

        if (work.Input.AllOrNothing)
            await snapshots.ForgetAsync(work.Execution, cancellationToken);
        work.Execution.Log.WriteLine($"Deployed {work.Objects.Count} {(work.Objects.Count == 1 ? "object" : "objects")} to '{work.Target.Name}'.");
        return new StageStep.Succeeded(work.Outputs.Fields);
    }

    private async Task TrimAsync(PreparedManifest prepared, int most, CancellationToken cancellationToken)
    {
        var manifest = prepared.Manifest;
        var cluster = Moniker.ClusterOf(manifest.KindOf(), prepared.Name);
        var all = await work.Client.ListAsync(new() { ApiVersion = manifest.ApiVersionOf(), Kind = manifest.KindOf(), Namespace = manifest.NamespaceOf() }, cancellationToken);
        var versions = all.Items.Where(each => Moniker.IsOf(each, work.Execution.Run.Application, cluster) && Moniker.Of(each).Sequence is not null);
        foreach (var old in VersionRules.Beyond(versions, most, manifest.NameOf()))
            await DeleteAsync(prepared, old, most, cancellationToken);
    }

    private async Task DeleteAsync(PreparedManifest prepared, JsonObject old, int most, CancellationToken cancellationToken)
    {
        if (!await work.Client.DeleteAsync(prepared.Reference with { Name = old.NameOf() }, new() { Propagation = DeletionPropagation.Background, Uid = old.UidOf() }, cancellationToken))
            return;

        work.Outputs.Record(ObjectMutation.Between(old, null, "deleted"));
        work.Execution.Log.WriteLine($"{old.TitleOf()}: deleted, since only {most} versions are kept.");
    }
}
