using Pipeline.Definitions;
using Pipeline.Definitions.Deployments;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Deployments;

/// <summary>The deployment that a run was.</summary>
internal static class RunDeployments
{
    /// <summary>What a generation of a run that has ended deployed; null when it was no deployment.</summary>
    /// <param name="snapshot">Knows the run's stages.</param>
    /// <param name="run">The run as it ended.</param>
    public static DeploymentRecord? Of(RunSnapshot snapshot, RunDocument run)
    {
        // What an earlier generation deployed was kept when that one ended.
        var ran = snapshot.Documents.Values
            .Where(stage => stage.Generation == run.Generation && stage.Status is not (StageStatus.NotStarted or StageStatus.Skipped))
            .Select(stage => stage.Type);
        return run.EndedAt is not { } ended || !DeploymentRules.IsDeployment(run.Status, run.Deploys, ran) ? null : new()
        {
            Run = run.Id,
            Generation = run.Generation,
            Pipeline = run.Pipeline,
            Environment = run.Deploys,
            Succeeded = run.Status is RunStatus.Succeeded,
            EndedAt = ended,
            Commit = run.Trigger.Commit?.Id,
            CommittedAt = run.Trigger.Commit?.CommittedAt,
        };
    }
}
