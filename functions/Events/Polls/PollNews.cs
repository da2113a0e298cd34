namespace Pipeline.Functions.Events.Polls;

/// <summary>A branch or tag that is new or at another commit than before.</summary>
/// <param name="Reference">Its name with what it is before it: <c>heads/main</c>, <c>tags/v1</c>.</param>
/// <param name="Before">The commit that it was at; null for a new one.</param>
/// <param name="Commit">The commit that it is at.</param>
internal sealed record PollNews(string Reference, string? Before, string Commit)
{
    /// <summary>What changed between two looks. What was removed is no news.</summary>
    public static IReadOnlyList<PollNews> Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
    [
        .. after
            .Where(reference => before.GetValueOrDefault(reference.Key) != reference.Value)
            .OrderBy(reference => reference.Key, StringComparer.Ordinal)
            .Select(reference => new PollNews(reference.Key, before.GetValueOrDefault(reference.Key), reference.Value)),
    ];
}
