namespace Pipeline.Connectors.Helm.Versions;

/// <summary>Chooses among the versions of a chart.</summary>
public static class ChartVersions
{
    private const int MostNamed = 5;

    /// <summary>The version that is wanted.</summary>
    /// <param name="chart">The chart, for the message.</param>
    /// <param name="versions">The versions that there are.</param>
    /// <param name="wanted">A version, a range, or blank for the newest that is no pre-release.</param>
    /// <returns>The text of <paramref name="versions"/> that fits; of several the newest.</returns>
    /// <exception cref="HelmException">None fits; the message names the nearest.</exception>
    public static string Choose(string chart, IReadOnlyCollection<string> versions, string? wanted)
    {
        var text = string.IsNullOrWhiteSpace(wanted) ? "*" : wanted.Trim();
        if (versions.Contains(text))
            return text;

        var known = Sorted(versions);
        if (text == "*" && known.Count > 0 && known.All(static version => version.IsPreRelease))
            return known[0].Text; // as helm's --devel: nothing else is there
        if (!ChartVersionRange.TryParse(text, out var range))
            throw new HelmException(HelmFailure.VersionNotFound, $"The chart '{chart}' has no version '{text}', which is no range either: write 1.2.3, ^1.2, ~1 or >=1 <2. {Nearest(known, text)}");
        return known.FirstOrDefault(range.Contains)?.Text
            ?? throw new HelmException(HelmFailure.VersionNotFound, $"The chart '{chart}' has no version '{text}'. {Nearest(known, text)}");
    }

    /// <summary>The versions, newest first; texts that are no versions come to nothing.</summary>
    internal static IReadOnlyList<ChartVersion> Sorted(IEnumerable<string> versions) =>
        [.. versions.Select(static text => ChartVersion.TryParse(text, out var version) ? version : null).OfType<ChartVersion>().OrderDescending().ThenBy(static version => version.Text, StringComparer.Ordinal)];

    private static string Nearest(IReadOnlyList<ChartVersion> known, string text)
    {
        if (known.Count == 0)
            return "It has no versions at all.";

        // Around the place where the wanted one would stand.
        var number = text.TrimStart('^', '~', '>', '<', '=', '!', ' ').Split(' ', ',', '|')[0];
        var place = ChartVersion.TryParse(number, out var version) ? known.TakeWhile(other => other.CompareTo(version) > 0).Count() : 0;
        var start = Math.Clamp(place - (MostNamed / 2), 0, Math.Max(0, known.Count - MostNamed));
        return $"The nearest are {string.Join(", ", known.Skip(start).Take(MostNamed))}.";
    }
}
