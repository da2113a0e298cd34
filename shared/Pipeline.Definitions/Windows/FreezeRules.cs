using Pipeline.Definitions.Deployments;

namespace Pipeline.Definitions.Windows;

/// <summary>Which freezes hold, and what they hold.</summary>
public static class FreezeRules
{
    /// <summary>
    /// Whether freezes of the pipeline's application hold a stage: one whose type deploys or promotes, and every stage of a pipeline whose
    /// runs are deployments as a whole (<see cref="PipelineDefinition.Deploys"/>). Tests, builds and questions to people go on meanwhile.
    /// </summary>
    public static bool Holds(PipelineDefinition pipeline, StageDefinition stage) => pipeline.Deploys is not null || DeploymentRules.Deploys(stage.Type);

    /// <summary>The freezes in which a moment is, the one that lasts longest first.</summary>
    /// <param name="periods">The freezes of one application, in any order.</param>
    /// <param name="now">The moment.</param>
    public static IReadOnlyList<FreezePeriod> FindActive(IEnumerable<FreezePeriod> periods, DateTimeOffset now) =>
        [.. periods.Where(period => period.Covers(now)).OrderByDescending(period => period.To).ThenBy(period => period.From).ThenBy(period => period.Name, StringComparer.Ordinal)];
}
