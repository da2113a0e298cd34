namespace Pipeline.Definitions.Artifacts;

/// <summary>Finds the artifacts that a stage says it produces.</summary>
/// <remarks>
/// Spinnaker's bindProducedArtifacts also looks at what upstream stages and the trigger brought and takes the first match, and so publishes an
/// artifact that the stage did not make (spinnaker/spinnaker#3932, #5344, #4344, #4127, #2255). Here the stage's own outputs alone count.
/// </remarks>
public static class ProducedArtifacts
{
    /// <summary>Binds every produced artifact to the one of the stage's own outputs that matches it, else to its default.</summary>
    /// <param name="expected">What the stage is to produce.</param>
    /// <param name="outputs">
    /// The artifacts in the stage's outputs. One that says it was made by another stage or attempt of the same run is only handed on and not
    /// considered; one of another run, which the stage found there, is, and keeps its provenance.
    /// </param>
    /// <param name="provenance">The attempt of the stage, which becomes the provenance of what it made.</param>
    public static ArtifactBindingResult Bind(IReadOnlyList<ExpectedArtifact> expected, IReadOnlyList<Artifact> outputs, ArtifactProvenance provenance)
    {
        var own = outputs.Where(output => output.Provenance is not { } origin || origin.Run != provenance.Run || origin == provenance).ToArray();
        var binding = new ArtifactBinding();
        foreach (var each in expected)
        {
            if (binding.TryBind(each, ArtifactMatching.For(each.Match), own, ArtifactSource.Produced, "artifacts that the stage produced") || binding.TryBindDefault(each))
                continue;

            var listed = own.Length == 0 ? "It produced none." : $"It produced: {ArtifactText.Describe(own)}.";
            var asked = $"'{each.Id}' ({ArtifactText.Describe(each.Match)})";
            binding.Refuse(each, ArtifactFaultCode.Unmatched, $"Stage '{provenance.Stage}' produced no artifact that matches {asked}, and it has no default. {listed}");
        }

        var result = binding.ToResult();
        return result.IsValid ? result with { Bound = [.. result.Bound.Select(bound => Stamp(bound, provenance))] } : result;
    }

    private static BoundArtifact Stamp(BoundArtifact bound, ArtifactProvenance provenance) =>
        bound.Source is ArtifactSource.Produced ? bound with { Artifact = bound.Artifact with { Provenance = bound.Artifact.Provenance ?? provenance } } : bound;
}
