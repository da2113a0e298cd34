namespace Pipeline.Definitions.Windows;

/// <summary>Which freezes hold.</summary>
public static class FreezeRules
{
    /// <summary>The freezes in which a moment is, the one that lasts longest first.</summary>
    /// <param name="periods">The freezes of one application, in any order.</param>
    /// <param name="now">The moment.</param>
    public static IReadOnlyList<FreezePeriod> FindActive(IEnumerable<FreezePeriod> periods, DateTimeOffset now) =>
        [.. periods.Where(period => period.Covers(now)).OrderByDescending(period => period.To).ThenBy(period => period.From).ThenBy(period => period.Reason, StringComparer.Ordinal)];
}
