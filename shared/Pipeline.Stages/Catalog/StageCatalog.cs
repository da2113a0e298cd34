using Pipeline.Stages.Build.BakeManifest;
using Pipeline.Stages.Clusters;
using Pipeline.Stages.Deploy;
using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Stages.Deploy.Patching;
using Pipeline.Stages.Deploy.Rollback;
using Pipeline.Stages.Deploy.Traffic;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Feature.CustomWebhooks;
using Pipeline.Stages.Feature.Webhook;
using Pipeline.Stages.Jobs;
using Pipeline.Stages.Jobs.CustomJobs;
using Pipeline.Stages.Source;

namespace Pipeline.Stages.Catalog;

/// <summary>Every stage type of the product, a line each.</summary>
public static class StageCatalog
{
    /// <summary>The stage types, by group and name.</summary>
    public static IReadOnlyList<StageType> All { get; } =
    [
        ApprovalStage.Type,
        BakeManifestStage.Type,
        CloneServerGroupStage.Type,
        CustomJobStage.Type,
        CustomWebhookStage.Type,
        DeleteStage.Type,
        DeployManifestStage.Type,
        DestroyServerGroupStage.Type,
        DisableClusterStage.Type,
        DisableServerGroupStage.Type,
        DisableStage.Type,
        EnableServerGroupStage.Type,
        EnableStage.Type,
        EvaluateVariablesStage.Type,
        FailStage.Type,
        FindArtifactFromExecutionStage.Type,
        FindArtifactsFromResourceStage.Type,
        FindImageStage.Type,
        GitHubSourceStage.Type,
        GitLabSourceStage.Type,
        GitSourceStage.Type,
        JudgementStage.Type,
        PatchStage.Type,
        PreconditionStage.Type,
        ResizeServerGroupStage.Type,
        RollbackClusterStage.Type,
        RollingRestartStage.Type,
        RolloutUndoStage.Type,
        RunJobStage.Type,
        RunPipelineStage.Type,
        ScaleDownClusterStage.Type,
        ScaleStage.Type,
        ShrinkClusterStage.Type,
        WaitStableStage.Type,
        WaitStage.Type,
        WebhookStage.Type,
    ];
}
