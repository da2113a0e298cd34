namespace Pipeline.Definitions.Deployments;

/// <summary>The four values of DevOps Research and Assessment, of one application over one window of time.</summary>
/// <param name="Succeeded">How many deployments went well.</param>
/// <param name="Failed">How many did not.</param>
/// <param name="DeploymentsPerDay">Deployments that went well, a day of the window.</param>
/// <param name="LeadTime">The median time from a commit to the end of the deployment that brought it; null when no deployment named its commit.</param>
/// <param name="ChangeFailureRate">The share of deployments that failed, 0 to 1; null when there was none.</param>
/// <param name="TimeToRestore">The median time from a failed deployment to the next one of its pipeline and environment that went well; null when none was restored.</param>
public sealed record DoraValues(
    int Succeeded, int Failed, double DeploymentsPerDay, TimeSpan? LeadTime, double? ChangeFailureRate, TimeSpan? TimeToRestore);
