namespace Pipeline.Definitions.Deployments;

/// <summary>Which runs are deployments.</summary>
public static class DeploymentRules
{
    private static readonly string[] Groups = ["cluster.", "deploy.", "promote."];

    // They stand beside those that deploy, and only look.
    private static readonly string[] OnlyLook = ["cluster.find-image", "deploy.find-artifacts-from-resource", "deploy.wait-stable"];

    /// <summary>Whether a stage of this type deploys: it changes what runs somewhere.</summary>
    public static bool Deploys(string stageType) =>
        Groups.Any(group => stageType.StartsWith(group, StringComparison.Ordinal)) && !OnlyLook.Contains(stageType, StringComparer.Ordinal);

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
