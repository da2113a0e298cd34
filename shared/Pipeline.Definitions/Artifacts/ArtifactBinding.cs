namespace Pipeline.Definitions.Artifacts;

/// <summary>Collects what is bound and what cannot be.</summary>
internal sealed class ArtifactBinding
{
    private readonly List<BoundArtifact> bound = [];
    private readonly List<ArtifactFault> faults = [];

    /// <summary>Takes the one candidate that matches. More than one is a fault, which settles the matter as well.</summary>
    /// <returns>Whether any matched.</returns>
    public bool TryBind(ExpectedArtifact expected, Func<Artifact, bool> isMatch, IReadOnlyList<Artifact> candidates, ArtifactSource source, string candidatesName)
    {
        var matches = candidates.Where(isMatch).Distinct().ToArray();
        if (matches.Length == 1)
        {
            bound.Add(new(expected.Id, matches[0], source));
        }
        else if (matches.Length > 1)
        {
            var asked = $"'{expected.Id}' ({ArtifactText.Describe(expected.Match)})";
            var any = $"{matches.Length} {candidatesName}: {ArtifactText.Describe(matches)}";
            Refuse(expected, ArtifactFaultCode.Ambiguous, $"{asked} may be any of {any}. Narrow its match until it fits one.");
        }

        return matches.Length > 0;
    }

    public bool TryBindDefault(ExpectedArtifact expected)
    {
        if (expected.Default is { } artifact)
            bound.Add(new(expected.Id, artifact, ArtifactSource.Default));
        return expected.Default is not null;
    }

    public void Refuse(ExpectedArtifact expected, string code, string message) => faults.Add(new(expected.Id, code, message));

    public ArtifactBindingResult ToResult() => faults.Count == 0 ? new() { Bound = bound } : new() { Faults = faults };
}
