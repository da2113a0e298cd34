using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Rollback;

/// <summary>
/// Takes a Deployment, StatefulSet or DaemonSet back to an earlier revision, as <c>kubectl rollout undo</c> does, and waits until it is stable. When
/// there is no such revision the stage fails with a list of those that there are (Spinnaker's undoRolloutManifest).
/// </summary>
/// <example>
/// <code>
/// - id: roll-back
///   type: deploy.rollout-undo
///   with: { target: production, namespace: shop, name: deployment web, revisionsBack: 1 }
/// </code>
/// </example>
public sealed class RolloutUndoStage(IDeploymentTargets targets, TimeProvider time) : ObjectStage<RolloutUndoInput>(targets, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.rollout-undo",
        Title = "Rollout undo",
        KoreanTitle = "배포 - Rollout undo",
        StageClass = typeof(RolloutUndoStage),
        Input = DeployStagesJson.Default.RolloutUndoInput,
        Create = services => new RolloutUndoStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<TimeProvider>()),
        Outputs = [.. DeployOutputs.Changed, new("revision", "The number of the revision that the object was taken back to."), new("fromRevision", "The number of the revision that was in force before.")],
    };

    /// <inheritdoc/>
    protected override async Task<JsonObject?> PrepareAsync(ObjectWork<RolloutUndoInput> work, CancellationToken cancellationToken)
    {
        var (selected, input) = (work.Objects[0], work.Input);
        if (selected.Kind is not ("Deployment" or "StatefulSet" or "DaemonSet"))
            throw new StageFailedException(new StageError("kind-unfit", $"A {selected.Kind} keeps no revisions. Deployments, StatefulSets and DaemonSets do."));
        if (input.RevisionsBack < 1)
            throw new StageFailedException(new StageError("invalid-input", $"revisionsBack: It is 1 or more, and not {input.RevisionsBack}."));

        var workload = await work.ReadAsync(selected, cancellationToken);
        if (workload["spec"]?["paused"] is JsonValue paused && paused.TryGetValue<bool>(out var isPaused) && isPaused)
            throw new StageFailedException(new StageError("rollout-paused", $"The rollout of {selected} is paused, so that it cannot be taken back. Resume it first."));

        var keepers = await work.Client.ListAsync(new() { ApiVersion = "apps/v1", Kind = KeeperOf(selected), Namespace = selected.Namespace }, cancellationToken);
        var revisions = RolloutRevision.Of(workload, keepers.Items);
        var wanted = RolloutRevision.Find(revisions, input.Revision, input.RevisionsBack) ?? throw Missing(selected, input, revisions);
        work.Outputs["revision"] = wanted.Number;
        work.Outputs["fromRevision"] = revisions[0].Number;
        work.Execution.Log.WriteLine($"{selected} goes from revision {revisions[0].Number} back to {wanted.Number}.");

        // By its keeper: the number of a revision changes when it comes into force again.
        return new() { ["keeper"] = wanted.Name };
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<RolloutUndoInput> work, CancellationToken cancellationToken)
    {
        var selected = work.Objects[0];
        var name = (string)work.Plan!["keeper"]!;
        var keeper = await work.Client.FindAsync(new("apps/v1", KeeperOf(selected), selected.Namespace, name), cancellationToken)
            ?? throw new StageFailedException(new StageError("revision-gone", $"The revision of {selected} that the stage goes back to was deleted meanwhile ({KeeperOf(selected)} {name})."));
        var before = await work.ReadAsync(selected, cancellationToken);
        var after = keeper["data"] is JsonObject data
            ? await work.Client.PatchAsync(selected.Reference, PatchKind.Strategic, data.DeepClone(), new(), cancellationToken)
            : await work.Client.PatchAsync(selected.Reference, PatchKind.Json, new JsonArray(Replacement(new(0, name, keeper))), new(), cancellationToken);
        return [ObjectMutation.Between(before, after, "rolled back")];
    }

    private static JsonObject Replacement(RolloutRevision revision) => new() { ["op"] = "replace", ["path"] = "/spec/template", ["value"] = revision.Template() };

    private static string KeeperOf(SelectedObject selected) => selected.Kind == "Deployment" ? "ReplicaSet" : "ControllerRevision";

    private static StageFailedException Missing(SelectedObject selected, RolloutUndoInput input, IReadOnlyList<RolloutRevision> revisions)
    {
        var wanted = input.Revision is { } exact ? $"no revision {exact}" : input.RevisionsBack == 1 ? "no revision before the one in force" : $"no revision {input.RevisionsBack} before the one in force";
        var there = revisions.Count == 0 ? "It has none." : $"It has: {string.Join(", ", revisions.Select(revision => revision.Number.ToString(CultureInfo.InvariantCulture)))} (the first is in force).";
        return new(new StageError("revision-not-found", $"{selected} has {wanted}. {there}"));
    }
}

/// <summary>What <c>deploy.rollout-undo</c> takes.</summary>
[Catalog.ExactlyOneOf("name", "cluster")]
public sealed record RolloutUndoInput : StableObjectInput
{
    /// <summary>How many revisions to go back from the one in force.</summary>
    [JsonPropertyOrder(20)]
    public int RevisionsBack { get; set; } = 1;

    /// <summary>The number of the revision to go back to, in the place of <c>revisionsBack</c>.</summary>
    [JsonPropertyOrder(21)]
    public long? Revision { get; init; }
}
