using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Definitions.Manifests.Versions;
using Pipeline.Stages.Deploy.Changes;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Writes the objects in their order, each once, for as long as a step may take.</summary>
internal sealed class ManifestApplication(DeployWork work, TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan UntilGone = TimeSpan.FromSeconds(1);

    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + Bound;
        var cursor = work.Cursor;
        while (cursor.Done < work.Objects.Count && time.GetUtcNow() < end)
        {
            var prepared = work.Objects[cursor.Done];
            try
            {
                if (await WriteAsync(prepared, cancellationToken) is not { } written)
                    return work.Again(cursor, after: UntilGone);
                cursor = cursor with { Done = cursor.Done + 1, Written = [.. cursor.Written, written] };
            }
            catch (KubernetesException failed) when (KubernetesErrors.PauseAfter(failed, cursor.Failures) is { } pause)
            {
                work.Execution.Log.WriteLine($"{prepared.Manifest.TitleOf()}: {failed.Message} The stage tries again.");
                return new StageStep.Again(pause, (cursor with { Failures = cursor.Failures + 1 }).Node, work.Outputs.Fields);
            }
            catch (KubernetesException failed)
            {
                var error = ManifestErrors.Of(prepared, failed, work.Target.Name);
                return work.Fail(cursor, error with { Message = Sentences.Join(error.Message, $"{cursor.Done} of {work.Objects.Count} objects were written before it.") });
            }
        }

        return work.Again(cursor.Done < work.Objects.Count ? cursor : cursor with { Phase = work.Input.WaitForStable ? DeployPhase.Wait : DeployPhase.Decide, Done = 0 });
    }

    /// <summary>Writes an object; null when the one that it takes the place of is not gone yet.</summary>
    private async Task<WrittenObject?> WriteAsync(PreparedManifest prepared, CancellationToken cancellationToken)
    {
        var writing = prepared.Strategy.Writing;
        var before = writing is ManifestWriting.Create ? null : await work.Client.FindAsync(prepared.Reference, cancellationToken);
        var (after, action) = writing switch
        {
            ManifestWriting.Apply => (await ApplyAsync(prepared, before, cancellationToken), before is null ? "created" : "applied"),
            ManifestWriting.Replace when before is not null => (await work.Client.ReplaceAsync(Replacement.Of(prepared.Manifest, before), new(), cancellationToken), "replaced"),
            ManifestWriting.Recreate => (await RecreateAsync(prepared, before, cancellationToken), "recreated"),
            _ => (await CreateAsync(prepared, cancellationToken), "created"),
        };
        if (after is null)
            return null;

        var mutation = ObjectMutation.Between(before, after, action);
        work.Outputs.Record(mutation);
        work.Execution.Log.WriteLine($"{mutation.Title}: {mutation.Action}.");
        return new(prepared.Index, after.NameOf(), after.UidOf(), before is null);
    }

    private Task<JsonObject> ApplyAsync(PreparedManifest prepared, JsonObject? before, CancellationToken cancellationToken) => work.Client.ApplyAsync(
        prepared == work.Traffic && before is null ? FirstStep(prepared.Manifest) : prepared.Manifest,
        new() { IsForced = work.Input.ForceConflicts || prepared.Strategy.ForcesConflicts },
        cancellationToken);

    /// <summary>A version that takes over by steps begins with as many pods as the first step says.</summary>
    private JsonObject FirstStep(JsonObject manifest)
    {
        if (work.Management is not { Strategy: TrafficStrategy.RollingRedBlack } traffic || RollingSteps.Of(traffic.Percentages) is not { } steps)
            return manifest;

        var copy = manifest.DeepClone().AsObject();
        copy.Child("spec")["replicas"] = RollingSteps.ReplicasAt(ClusterPlan.ReplicasOf(manifest), steps[0]);
        return copy;
    }

    private async Task<JsonObject?> RecreateAsync(PreparedManifest prepared, JsonObject? before, CancellationToken cancellationToken)
    {
        if (before?.LabelOf(AttemptLabel) == AttemptOf(prepared))
            return before; // an earlier try of this step made it
        if (before is not null)
        {
            await work.Client.DeleteAsync(prepared.Reference, new() { Propagation = DeletionPropagation.Background, Uid = before.UidOf() }, cancellationToken);
            if (await work.Client.FindAsync(prepared.Reference, cancellationToken) is not null)
                return null;
        }

        return await work.Client.CreateAsync(WithAttempt(prepared), new(), cancellationToken);
    }

    private async Task<JsonObject> CreateAsync(PreparedManifest prepared, CancellationToken cancellationToken)
    {
        var query = new ObjectQuery
        {
            ApiVersion = prepared.Manifest.ApiVersionOf(),
            Kind = prepared.Manifest.KindOf(),
            Namespace = prepared.Manifest.NamespaceOf(),
            LabelSelector = $"{AttemptLabel}={AttemptOf(prepared)}",
        };
        return (await work.Client.ListAsync(query, cancellationToken)).Items is [var known, ..] ? known : await work.Client.CreateAsync(WithAttempt(prepared), new(), cancellationToken);
    }

    private static string AttemptLabel { get; } = MarkNames.Our("artifact", "attempt");

    private JsonObject WithAttempt(PreparedManifest prepared)
    {
        var copy = prepared.Manifest.DeepClone().AsObject();
        copy.Child("metadata").Child("labels")[AttemptLabel] = AttemptOf(prepared);
        return copy;
    }

    /// <summary>What this attempt makes of one manifest is told by this from what others make; labels are short, so it is a digest.</summary>
    private string AttemptOf(PreparedManifest prepared) =>
        ManifestDigest.Of($"{work.Execution.AttemptKey}/{prepared.Index}")[..40];
}
