namespace Pipeline.Definitions;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class NearestName
{
    private const int LongestName = 64;
    private const int MostCandidates = 10_000;

    /// <summary>A sentence with a leading space, such as <c> Did you mean 'parameters'?</c>, or nothing.</summary>
    public static string Suggest(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    /// <summary>
    /// The candidate with the fewest changed, added, left out or swapped characters, letter case and separators aside; null when more than a
    /// third of the characters would have to change.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > LongestName)
            return null;

        var folded = Fold(name);
        string? nearest = null;
        var limit = Math.Max(1, folded.Length / 3) + 1;
        foreach (var candidate in candidates.Take(MostCandidates))
        {
            if (candidate == name || candidate.Length > LongestName || Math.Abs(candidate.Length - name.Length) >= limit + 4)
                continue;

            var distance = Distance(folded, Fold(candidate), limit);
            if (distance < limit)
                (limit, nearest) = (distance, candidate);
            if (distance == 0)
                break;
        }

        return nearest;
    }

    private static string Fold(string name) =>
        string.Concat(name.Where(character => character is not ('-' or '_' or ' ' or '.')).Select(char.ToLowerInvariant));

    /// <summary>Optimal string alignment distance, or <paramref name="limit"/> when it is not below it.</summary>
    private static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) >= limit)
            return limit;

        var before = new int[right.Length + 1];
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return Math.Min(previous[right.Length], limit);
    }
}
