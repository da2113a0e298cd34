namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>Collects what an import cannot take over, and what it need not.</summary>
internal sealed class ImportReport
{
    private readonly List<MissingFeature> missing = [];
    private readonly List<string> ignored = [];

    public IReadOnlyList<MissingFeature> Missing => missing;

    public IReadOnlyList<string> Ignored => ignored;

    public void Miss(string path, string what, string why, string instead) => missing.Add(new(path, what, why, instead));

    public void Ignore(string path) => ignored.Add(path);
}
