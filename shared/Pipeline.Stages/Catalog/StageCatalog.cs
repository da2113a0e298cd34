using Pipeline.Stages.Feature;
using Pipeline.Stages.Feature.CustomWebhooks;
using Pipeline.Stages.Feature.Webhook;
using Pipeline.Stages.Source;

namespace Pipeline.Stages.Catalog;

/// <summary>Every stage type of the product, a line each.</summary>
public static class StageCatalog
{
    /// <summary>The stage types, by group and name.</summary>
    public static IReadOnlyList<StageType> All { get; } =
    [
        ApprovalStage.Type,
        CustomWebhookStage.Type,
        EvaluateVariablesStage.Type,
        FailStage.Type,
        FindArtifactFromExecutionStage.Type,
        GitHubSourceStage.Type,
        GitLabSourceStage.Type,
        GitSourceStage.Type,
        JudgementStage.Type,
        PreconditionStage.Type,
        RunPipelineStage.Type,
        WaitStage.Type,
        WebhookStage.Type,
    ];
}
