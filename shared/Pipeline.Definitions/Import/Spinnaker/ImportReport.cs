namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>Collects what an import cannot take over, and what it need not.</summary>
internal sealed class ImportReport
{
    /// <summary>Entries that are listed; a last one says that there are more.</summary>
    public const int Longest = 10_000;

    private const int LongestPath = 1_000;
    private readonly List<MissingFeature> missing = [];
    private readonly List<string> ignored = [];

    public IReadOnlyList<MissingFeature> Missing => missing;

    public IReadOnlyList<string> Ignored => ignored;

    public void Miss(string path, string what, string why, string instead)
    {
        if (missing.Count < Longest)
            missing.Add(new(Cut(path), what, why, instead));
        else if (missing.Count == Longest)
            missing.Add(new("", "all further entries", $"at most {Longest} are listed", "Put those right that are listed, or import the pipeline in parts."));
    }

    public void Ignore(string path)
    {
        if (ignored.Count < Longest)
            ignored.Add(Cut(path));
        else if (ignored.Count == Longest)
            Miss("", "which further fields are ignored", $"at most {Longest} are listed", "Import the pipeline in parts.");
    }

    private static string Cut(string path) => path.Length <= LongestPath ? path : path[..LongestPath] + "…";
}
