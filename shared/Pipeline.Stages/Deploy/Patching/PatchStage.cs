using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Patching;

/// <summary>
/// Patches objects of a cluster: one by its name, one of a cluster by a criterion, or all with some labels; then waits until they are stable.
/// Images, ConfigMaps and Secrets in the patch are bound to the run's artifacts (Spinnaker's patchManifest).
/// </summary>
/// <example>
/// <code>
/// - id: patch
///   type: deploy.patch
///   with:
///     target: production
///     namespace: shop
///     name: deployment web
///     patch: { spec: { template: { spec: { containers: [{ name: web, image: registry.example.com/shop/web }] } } } }
/// </code>
/// </example>
public sealed class PatchStage(IDeploymentTargets targets, ArtifactContents contents, TimeProvider time) : ObjectStage<PatchInput>(targets, time)
{
    private const string AppliedBy = "change.pipeline.io/by";
    private const string ChangeCause = "kubernetes.io/change-cause";

    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.patch",
        Title = "Patch",
        KoreanTitle = "배포 - Patch",
        StageClass = typeof(PatchStage),
        Input = DeployStagesJson.Default.PatchInput,
        Create = services => new PatchStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<ArtifactContents>(), services.GetRequiredService<TimeProvider>()),
        Outputs = [.. DeployOutputs.Changed, new("boundArtifacts", "The artifacts that were put into the patch; absent when there were none.")],
    };

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<PatchInput> work, CancellationToken cancellationToken)
    {
        var body = await new PatchBody(contents).ReadAsync(work.Execution, cancellationToken);
        var mutations = new List<ObjectMutation>();
        foreach (var selected in work.Objects)
        {
            var before = await work.ReadAsync(selected, cancellationToken);
            if (before.AnnotationOf(AppliedBy) == work.Execution.AttemptKey)
            {
                work.Execution.Log.WriteLine($"{selected} has the patch already: this step ran before.");
                mutations.Add(new(selected.ToString(), "patched", selected.ResourceVersion, before.ResourceVersionOf(), []));
                continue;
            }

            var patch = PatchFor(work, selected, before, body.DeepClone());
            var after = await work.Client.PatchAsync(selected.Reference, (PatchKind)work.Input.MergeStrategy, patch, new(), cancellationToken);
            mutations.Add(ObjectMutation.Between(before, after, "patched"));
        }

        return mutations;
    }

    /// <summary>The patch with the mark by which a step that runs again knows its own, since operations of a JSON patch cannot be repeated.</summary>
    private static JsonNode PatchFor(ObjectWork<PatchInput> work, SelectedObject selected, JsonObject before, JsonNode body)
    {
        if (body is JsonArray operations)
        {
            if (before["metadata"]?["annotations"] is null)
                operations.Add((JsonNode)new JsonObject { ["op"] = "add", ["path"] = "/metadata/annotations", ["value"] = new JsonObject() });
            foreach (var (name, value) in Marks(work))
                operations.Add((JsonNode)new JsonObject { ["op"] = "add", ["path"] = $"/metadata/annotations/{name.Replace("/", "~1", StringComparison.Ordinal)}", ["value"] = value });
            return operations;
        }

        var map = body.AsObject();
        if (work.Input.BindArtifacts && PatchBody.Bind(map, work.Execution, selected.Namespace) is { Count: > 0 } used)
            work.Outputs["boundArtifacts"] = new JsonArray([.. used.Select(artifact => (JsonNode)Definitions.Artifacts.ArtifactJson.Write(artifact))]);
        var annotations = map.Child("metadata").Child("annotations");
        foreach (var (name, value) in Marks(work))
            annotations[name] = value;
        return map;
    }

    private static IEnumerable<(string Name, string Value)> Marks(ObjectWork<PatchInput> work)
    {
        var execution = work.Execution;
        if (execution.Input.MergeStrategy is PatchMeaning.Json)
            yield return (AppliedBy, execution.AttemptKey);
        if (execution.Input.Record)
            yield return (ChangeCause, $"Run {execution.Run.Number} of {execution.Run.Application}/{execution.Run.Pipeline}, stage {execution.StageId}");
    }
}
