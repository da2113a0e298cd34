namespace Pipeline.Definitions.Deployments;

/// <summary>Computes the four DORA values from deployments. Medians, because one release that lay around for a month says little of the others.</summary>
public static class DoraRules
{
    /// <summary>The window over which they are taken: 30 days.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromDays(30);

    /// <summary>The values of an application at a moment.</summary>
    /// <param name="records">Its deployments in any order; those outside the window do not count.</param>
    /// <param name="now">The end of the window, included.</param>
    /// <param name="window">Its length; its beginning is not included.</param>
    public static DoraValues Compute(IEnumerable<DeploymentRecord> records, DateTimeOffset now, TimeSpan window)
    {
        var deployments = records
            .Where(deployment => deployment.EndedAt > now - window && deployment.EndedAt <= now)
            .OrderBy(deployment => deployment.EndedAt)
            .ThenBy(deployment => deployment.Run, StringComparer.Ordinal)
            .ThenBy(deployment => deployment.Generation)
            .ToArray();
        var succeeded = deployments.Count(deployment => deployment.Succeeded);
        var failed = deployments.Length - succeeded;
        return new(
            succeeded,
            failed,
            succeeded / window.TotalDays,
            Median(deployments.Where(deployment => deployment.Succeeded).Select(LeadTime).OfType<TimeSpan>()),
            deployments.Length == 0 ? null : (double)failed / deployments.Length,
            Median(deployments.GroupBy(deployment => (deployment.Pipeline, deployment.Environment)).SelectMany(Restorations)));
    }

    // A committer's clock may be ahead of ours.
    private static TimeSpan? LeadTime(DeploymentRecord deployment) =>
        deployment.CommittedAt is { } committed ? TimeSpan.FromTicks(Math.Max(0, (deployment.EndedAt - committed).Ticks)) : null;

    /// <summary>How long each failure lasted. Failures on end are one: people were without a good release from the first of them on.</summary>
    private static IEnumerable<TimeSpan> Restorations(IEnumerable<DeploymentRecord> deployments)
    {
        DateTimeOffset? since = null;
        foreach (var deployment in deployments)
        {
            if (!deployment.Succeeded)
            {
                since ??= deployment.EndedAt;
            }
            else if (since is { } failure)
            {
                yield return deployment.EndedAt - failure;
                since = null;
            }
        }
    }

    private static TimeSpan? Median(IEnumerable<TimeSpan> spans)
    {
        var sorted = spans.Order().ToArray();
        return sorted.Length switch
        {
            0 => null,
            var count when count % 2 == 1 => sorted[count / 2],
            var count => (sorted[(count / 2) - 1] + sorted[count / 2]) / 2,
        };
    }
}
