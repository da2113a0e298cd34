using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Traffic;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// Hands the traffic over once the new version is stable: sees that the Services send to it, decides what becomes of the versions before, and does it.
/// The order never leaves a Service without pods.
/// </summary>
internal sealed class TrafficHandover(DeployWork work, TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ReplicaSetTraffic _traffic = new(work);

    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
        if (work.Traffic is null)
            return work.Again(work.Cursor with { Phase = DeployPhase.CleanUp, Done = 0 });
        return work.Cursor.Phase switch
        {
            DeployPhase.Roll => await RollAsync(cancellationToken),
            DeployPhase.Decide => await DecideAsync(work.Management, cancellationToken),
            _ => await ReplaceAsync(cancellationToken),
        };
    }

    private async Task<StageStep> DecideAsync(ManifestTraffic traffic, CancellationToken cancellationToken)
    {
        var newest = await NewestAsync(cancellationToken);
        var replaces = traffic.Strategy is TrafficStrategy.BlueGreen or TrafficStrategy.Highlander or TrafficStrategy.RollingRedBlack;
        if (traffic.Enable)
        {
            // A version that is used again may have pods that were taken out of the Services.
            await _traffic.SwitchAsync(newest, isEnabled: true, cancellationToken);
            if (replaces && await MissingAsync(newest, cancellationToken) is { Count: > 0 } missing)
                return WaitForEndpoints(missing);
        }

        var actions = ClusterPlan.Decide(traffic.Strategy, await _traffic.ListAsync(cancellationToken), newest.NameOf(), [.. work.Cursor.Selectors.Values]);
        return work.Again(work.Cursor with { Phase = DeployPhase.Replace, Actions = actions, Waiting = null, Done = 0 });
    }

    private async Task<IReadOnlyList<string>> MissingAsync(JsonObject newest, CancellationToken cancellationToken) => ClusterPlan.ReplicasOf(newest) == 0
        ? []
        : await _traffic.WithoutEndpointsAsync(await _traffic.PodsAsync(newest, cancellationToken), cancellationToken);

    private StageStep WaitForEndpoints(IReadOnlyList<string> missing)
    {
        var since = work.Cursor.Waiting?.Since ?? time.GetUtcNow();
        var sentence = $"The {(missing.Count == 1 ? "Service" : "Services")} {string.Join(", ", missing)} in '{work.Traffic!.Manifest.NamespaceOf()}' {(missing.Count == 1 ? "does" : "do")} not send traffic to a ready pod of {work.Traffic.Manifest.NameOf()} yet.";
        if (work.Cursor.Waiting is null)
            work.Execution.Log.WriteLine(sentence);
        return time.GetUtcNow() - since >= work.Input.StableTimeout
            ? work.Fail(work.Cursor, new("no-endpoints", $"{sentence} The versions before keep the traffic."))
            : work.Again(work.Cursor with { Waiting = new() { Since = since } }, after: Pause);
    }

    /// <summary>First all are disabled, then those deleted that are to be.</summary>
    private async Task<StageStep> ReplaceAsync(CancellationToken cancellationToken)
    {
        (string Name, bool IsDeletion)[] acts =
        [
            .. work.Cursor.Actions.Where(action => action.IsDisabled).Select(action => (action.Name, false)),
            .. work.Cursor.Actions.Where(action => action.IsDeleted).Select(action => (action.Name, true)),
        ];
        var end = time.GetUtcNow() + Bound;
        var done = work.Cursor.Done;
        while (done < acts.Length && time.GetUtcNow() < end)
        {
            var (name, isDeletion) = acts[done];
            if (await _traffic.FindAsync(name, cancellationToken) is { } replicaSet)
                await (isDeletion ? _traffic.DeleteAsync(replicaSet, cancellationToken) : _traffic.SwitchAsync(replicaSet, isEnabled: false, cancellationToken));
            done++;
        }

        return work.Again(done < acts.Length ? work.Cursor with { Done = done } : work.Cursor with { Phase = DeployPhase.CleanUp, Done = 0 });
    }

    /// <summary>One step of a rolling strategy: as much of the old as the new has grown goes out of the Services, then the new grows further.</summary>
    private async Task<StageStep> RollAsync(CancellationToken cancellationToken)
    {
        var steps = RollingSteps.Of(work.Management.Percentages)!;
        var percentage = steps[work.Cursor.Rolling];
        if (percentage == 100)
            return work.Again(work.Cursor with { Phase = DeployPhase.Decide, Done = 0 });

        var newest = await NewestAsync(cancellationToken);
        await _traffic.SwitchAsync(newest, isEnabled: true, cancellationToken);
        var pods = new List<JsonObject>();
        foreach (var other in (await _traffic.ListAsync(cancellationToken)).Where(each => each.NameOf() != newest.NameOf() && IsAttached(each)))
            pods.AddRange(await _traffic.PodsAsync(other, cancellationToken));
        var left = pods.Count - RollingSteps.ReplicasAt(pods.Count, percentage);
        var enabled = pods.Where(_traffic.IsEnabled).OrderBy(pod => pod.NameOf(), StringComparer.Ordinal).ToList();
        foreach (var pod in enabled.Take((int)Math.Max(0, enabled.Count - left)))
            await _traffic.SwitchPodAsync(pod, isEnabled: false, cancellationToken);

        var full = ClusterPlan.ReplicasOf(work.Traffic!.Manifest);
        var replicas = (int)RollingSteps.ReplicasAt(full, steps[work.Cursor.Rolling + 1]);
        if (ClusterPlan.ReplicasOf(newest) < replicas)
            await GrowAsync(replicas, cancellationToken);
        work.Execution.Log.WriteLine($"{percentage} % of the traffic has gone over; {newest.NameOf()} grows to {replicas} of {full} pods.");
        return work.Again(work.Cursor with { Phase = DeployPhase.Wait, Rolling = work.Cursor.Rolling + 1, Waiting = null });
    }

    /// <summary>The number stays the manifest's own, so that the next deploy does not find it another's.</summary>
    private async Task GrowAsync(int replicas, CancellationToken cancellationToken)
    {
        var manifest = work.Traffic!.Manifest.DeepClone().AsObject();
        manifest.Child("spec")["replicas"] = replicas;
        await work.Client.ApplyAsync(manifest, new() { IsForced = work.Input.ForceConflicts || work.Traffic.Strategy.ForcesConflicts }, cancellationToken);
    }

    private bool IsAttached(JsonObject replicaSet) => work.Cursor.Selectors.Values.Any(selector => TrafficRules.IsAttached(replicaSet, selector));

    private async Task<JsonObject> NewestAsync(CancellationToken cancellationToken) =>
        await _traffic.FindAsync(work.Traffic!.Manifest.NameOf(), cancellationToken)
        ?? throw new StageFailedException(new StageError("object-gone", $"{work.Traffic.Manifest.TitleOf()} was deleted while the stage was handing it the traffic. The versions before keep what they have."));
}
