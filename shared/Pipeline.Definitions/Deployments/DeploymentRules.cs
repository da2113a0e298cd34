namespace Pipeline.Definitions.Deployments;

/// <summary>Which runs are deployments.</summary>
public static class DeploymentRules
{
    private static readonly string[] Groups = ["deploy.", "promote."];

    /// <summary>Whether a stage of this type deploys.</summary>
    public static bool Deploys(string stageType) => Groups.Any(group => stageType.StartsWith(group, StringComparison.Ordinal));

    /// <summary>
    /// Whether a run that ended is a deployment: its pipeline says so, or a stage that really ran deploys. A cancelled run is none, whatever
    /// it did before: somebody called it off.
    /// </summary>
    /// <param name="status">How the run ended.</param>
    /// <param name="environment">What the pipeline's document says under <c>deploys</c>.</param>
    /// <param name="ran">The types of the stages that ran, those that were skipped left out.</param>
    public static bool IsDeployment(RunStatus status, string? environment, IEnumerable<string> ran) =>
        status is RunStatus.Succeeded or RunStatus.Terminal && (environment is not null || ran.Any(Deploys));
}
