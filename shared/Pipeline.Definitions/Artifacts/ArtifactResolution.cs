namespace Pipeline.Definitions.Artifacts;

/// <summary>Finds the artifacts that a run starts with (orca's ArtifactResolver, unique matches required).</summary>
public static class ArtifactResolution
{
    /// <summary>
    /// Binds every expected artifact: to the one received artifact that matches it; else, if it says so, to the one of the run before; else to
    /// its default. Artifacts that are equal in everything count as one, since it does not matter which of them is taken.
    /// </summary>
    /// <param name="expected">What the run needs.</param>
    /// <param name="received">What started the run brought, and people chose.</param>
    /// <param name="prior">What the pipeline's latest earlier run had, whatever became of it.</param>
    public static ArtifactBindingResult Resolve(IReadOnlyList<ExpectedArtifact> expected, IReadOnlyList<Artifact> received, IReadOnlyList<Artifact> prior)
    {
        var binding = new ArtifactBinding();
        foreach (var each in expected)
        {
            var isMatch = ArtifactMatching.For(each.Match);
            if (binding.TryBind(each, isMatch, received, ArtifactSource.Received, "received artifacts"))
                continue;
            if (each.UsePrior && binding.TryBind(each, isMatch, prior, ArtifactSource.Prior, "artifacts of the run before"))
                continue;
            if (binding.TryBindDefault(each))
                continue;

            var neither = each.UsePrior ? ", neither does one of the run before," : "";
            var asked = $"'{each.Id}' ({ArtifactText.Describe(each.Match)})";
            binding.Refuse(each, ArtifactFaultCode.Unmatched, $"No received artifact matches {asked}{neither} and it has no default. {Listed(received)}");
        }

        return binding.ToResult();
    }

    private static string Listed(IReadOnlyList<Artifact> received) =>
        received.Count == 0 ? "None was received." : $"Received: {ArtifactText.Describe(received)}.";
}
