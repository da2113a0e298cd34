namespace Pipeline.Definitions.Expressions;

/// <summary>The sentence that a fault about an unknown name ends with.</summary>
internal static class Suggestion
{
    private const int MostCandidates = 1_000;

    /// <summary><c> Did you mean 'parameters'?</c> with its leading space, or nothing when no known name is near.</summary>
    public static string For(string name, IEnumerable<string> known) =>
        NearestName.Find(name, known.Take(MostCandidates)) is { } nearest ? $" Did you mean '{nearest}'?" : "";
}
