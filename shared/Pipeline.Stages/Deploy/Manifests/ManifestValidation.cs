using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Stages.Deploy.Changes;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// Goes through every object on the server without a change, before the first is written: one that is not valid keeps all from being touched. Looks
/// what is there before, which is what a deploy that is all or nothing restores. A plan ends here.
/// </summary>
internal sealed class ManifestValidation(DeployWork work, ManifestSnapshots snapshots)
{
    /// <summary>So many objects a step: with slow answers of a second each, a minute.</summary>
    private const int Most = 240;

    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
        var some = work.Objects.Skip(work.Cursor.Done).Take(Most).ToArray();
        var results = new Result[some.Length];
        await System.Threading.Tasks.Parallel.ForEachAsync(
            some.Index(), new ParallelOptions { MaxDegreeOfParallelism = DeployWork.Parallel, CancellationToken = cancellationToken },
            async (each, cancellation) => results[each.Index] = await TryAsync(each.Item, cancellation));

        if (results.Select(result => result.Error).OfType<KubernetesException>().FirstOrDefault(error => error.Failure is not KubernetesFailure.Invalid and not KubernetesFailure.Conflict) is { } failed)
            throw failed;
        if (some.Zip(results).Where(each => each.Second.Error is not null).ToList() is { Count: > 0 } invalid)
            return new StageStep.Failed(ErrorOf([.. invalid.Select(each => (each.First, each.Second.Error!))]), work.Outputs.Fields);

        if (work.Input.AllOrNothing && !work.Input.DryRun)
            await snapshots.KeepAsync(work.Execution, work.Cursor.Done, [.. results.Select(result => result.Before)], cancellationToken);
        foreach (var (manifest, result) in some.Zip(results).Where(_ => work.Input.DryRun))
            work.Outputs.Record(Planned(manifest, result));
        return Next(some.Length);
    }

    private StageStep Next(int count)
    {
        var done = work.Cursor.Done + count;
        if (done < work.Objects.Count)
            return work.Again(work.Cursor with { Done = done });
        if (work.Input.DryRun)
        {
            work.Outputs.Fields["dryRun"] = true;
            work.Execution.Log.WriteLine($"The server takes all {work.Objects.Count} objects. Nothing was changed.");
            return new StageStep.Succeeded(work.Outputs.Fields);
        }

        work.Execution.Log.WriteLine($"The server takes all {work.Objects.Count} objects.");
        return work.Again(work.Cursor with { Phase = DeployPhase.Apply, Done = 0 });
    }

    private async Task<Result> TryAsync(PreparedManifest prepared, CancellationToken cancellationToken)
    {
        JsonObject? before = null;
        try
        {
            before = prepared.Strategy.Writing is ManifestWriting.Create ? null : await work.Client.FindAsync(prepared.Reference, cancellationToken);
            return new(before, await WriteAsync(prepared, before, cancellationToken), null);
        }
        catch (KubernetesException exception) when (IsBroughtAlong(prepared, exception))
        {
            work.Execution.Log.WriteLine($"{prepared.Manifest.TitleOf()} cannot be looked at before its {(exception.Failure is KubernetesFailure.KindNotFound ? "kind" : "namespace")} is there, which this deploy brings.");
            return new(before, prepared.Manifest, null);
        }
        catch (KubernetesException exception)
        {
            return new(before, null, exception);
        }
    }

    private Task<JsonObject> WriteAsync(PreparedManifest prepared, JsonObject? before, CancellationToken cancellationToken) => prepared.Strategy.Writing switch
    {
        ManifestWriting.Apply => work.Client.ApplyAsync(
            prepared.Manifest, new() { IsDryRun = true, IsForced = work.Input.ForceConflicts || prepared.Strategy.ForcesConflicts }, cancellationToken),
        ManifestWriting.Replace when before is not null => work.Client.ReplaceAsync(Replacement.Of(prepared.Manifest, before), new() { IsDryRun = true }, cancellationToken),
        _ => work.Client.CreateAsync(UnderAnotherName(prepared.Manifest, before), new() { IsDryRun = true }, cancellationToken),
    };

    /// <summary>What is to be deleted and made anew is in its own way: it is tried under a name of the server's.</summary>
    private static JsonObject UnderAnotherName(JsonObject manifest, JsonObject? before)
    {
        var copy = manifest.DeepClone().AsObject();
        if (before is not null)
        {
            copy.Child("metadata").Remove("name");
            copy.Child("metadata")["generateName"] = "dry-run-";
        }

        return copy;
    }

    /// <summary>Whether an object needs what this very deploy applies before it.</summary>
    private bool IsBroughtAlong(PreparedManifest prepared, KubernetesException exception) => exception.Failure switch
    {
        KubernetesFailure.NotFound => work.Objects.Any(each => each.Manifest.KindOf() == "Namespace" && each.Manifest.NameOf() == prepared.Manifest.NamespaceOf()),
        KubernetesFailure.KindNotFound => CustomKinds.Find(work.Objects.Select(each => each.Manifest), prepared.Manifest) is not null,
        _ => false,
    };

    private static ObjectMutation Planned(PreparedManifest prepared, Result result)
    {
        var action = (result.Before, prepared.Strategy.Writing) switch
        {
            (null, _) => "create",
            (_, ManifestWriting.Recreate) => "recreate",
            (_, ManifestWriting.Replace) => "replace",
            _ => "apply",
        };
        var after = result.After!.DeepClone().AsObject();
        if (prepared.Strategy.Writing is ManifestWriting.Recreate)
        {
            after.Child("metadata").Remove("generateName");
            after.Child("metadata")["name"] = prepared.Manifest.NameOf();
        }

        return ObjectMutation.Between(result.Before, after, action) with { Title = prepared.Manifest.TitleOf(), After = null };
    }

    private StageError ErrorOf(IReadOnlyList<(PreparedManifest Manifest, KubernetesException Error)> invalid)
    {
        var errors = invalid.Select(each => ManifestErrors.Of(each.Manifest, each.Error, work.Target.Name)).ToArray();
        var rest = invalid.Count > 5 ? $" And {invalid.Count - 5} more." : "";
        return new(errors[0].Code, $"Nothing was changed, since the server refuses {invalid.Count} of {work.Objects.Count} objects. {string.Join(' ', errors.Take(5).Select(error => error.Message))}{rest}");
    }

    private sealed record Result(JsonObject? Before, JsonObject? After, KubernetesException? Error);
}
