using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Manifests;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy;

/// <summary>
/// Deletes objects of a cluster: one by its name, one of a cluster by a criterion, or all with some labels. An object that is not there is as good as
/// deleted. Only what was selected is deleted: an object that was made anew under its name meanwhile stays (Spinnaker's deleteManifest).
/// </summary>
/// <example>
/// <code>
/// - id: delete-old
///   type: deploy.delete
///   with: { target: production, namespace: shop, kind: ReplicaSet, cluster: web, criteria: oldest }
/// </code>
/// </example>
public sealed class DeleteStage(IDeploymentTargets targets, TimeProvider time) : ObjectStage<DeleteInput>(targets, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.delete",
        Title = "Delete",
        KoreanTitle = "배포 - Delete",
        StageClass = typeof(DeleteStage),
        Input = DeployStagesJson.Default.DeleteInput,
        Create = services => new DeleteStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<TimeProvider>()),
        Outputs = DeployOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override StageStep NothingSelected(ObjectWork<DeleteInput> work)
    {
        work.Execution.Log.WriteLine("There is nothing to delete.");
        return new StageStep.Succeeded(new() { ["objects"] = new JsonArray(), ["changes"] = new JsonArray() });
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<DeleteInput> work, CancellationToken cancellationToken)
    {
        var mutations = new List<ObjectMutation>();
        foreach (var selected in work.Objects)
        {
            var options = new DeletionOptions { Propagation = (DeletionPropagation)work.Input.Cascading, GracePeriod = work.Input.GracePeriod, Uid = selected.Uid };
            var isDeleted = await DeleteAsync(work, selected, options, cancellationToken);
            mutations.Add(new(selected.ToString(), isDeleted ? "deleted" : "already gone", selected.ResourceVersion, null, []));
        }

        return mutations;
    }

    private static async Task<bool> DeleteAsync(ObjectWork<DeleteInput> work, SelectedObject selected, DeletionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await work.Client.DeleteAsync(selected.Reference, options, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.Conflict)
        {
            if (await work.Client.FindAsync(selected.Reference, cancellationToken) is { } there && there.UidOf() == selected.Uid)
                throw;
            return false;
        }
    }
}

/// <summary>What <c>deploy.delete</c> takes.</summary>
[Catalog.ExactlyOneOf("name", "cluster", "labelSelectors")]
public sealed record DeleteInput : ObjectsInput
{
    /// <summary>What becomes of what the objects own: it is deleted after them (<c>background</c>) or before them (<c>foreground</c>), or stays (<c>orphan</c>).</summary>
    [JsonPropertyOrder(20)]
    public DeletionCascade Cascading { get; set; } = DeletionCascade.Background;

    /// <summary>How long pods may take to end; left out: as each of them has it.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(21)]
    public TimeSpan? GracePeriod { get; init; }
}

/// <summary>What becomes of owned objects.</summary>
[JsonConverter(typeof(NamedValueConverter<DeletionCascade>))]
public enum DeletionCascade
{
    /// <summary>They are deleted after their owner.</summary>
    [JsonStringEnumMemberName("background")] Background = DeletionPropagation.Background,

    /// <summary>They are deleted before their owner.</summary>
    [JsonStringEnumMemberName("foreground")] Foreground = DeletionPropagation.Foreground,

    /// <summary>They stay.</summary>
    [JsonStringEnumMemberName("orphan")] Orphan = DeletionPropagation.Orphan,
}
