using Pipeline.Definitions.Graph;

namespace Pipeline.Definitions.Documents;

/// <summary>Checks what is said of artifacts in several places: ids are unique, and what a stage requires is there before it starts.</summary>
internal static class ArtifactReferences
{
    /// <param name="stages">The stages.</param>
    /// <param name="places">The places of the same stages.</param>
    /// <param name="upstreams">The positions of each stage's upstreams.</param>
    /// <param name="declared">The artifacts of the pipeline and of its stages.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static void Check(
        IReadOnlyList<StageDefinition> stages,
        IReadOnlyList<StagePlaces> places,
        int[][] upstreams,
        IReadOnlyList<ArtifactDeclaration> declared,
        FaultList faults)
    {
        var byId = CheckIds(declared, faults);
        var producers = declared.Select(artifact => artifact.Producer).OfType<int>().Distinct().ToArray();
        var positions = producers.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var upstreamProducers = producers.Length == 0 ? [] : GraphEdges.UpstreamsAmong(producers, upstreams);
        for (var stage = 0; stage < stages.Count && !faults.IsFull; stage++)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (item, id) in stages[stage].Requires.Index())
            {
                if (!byId.TryGetValue(id, out var artifact))
                    Unknown(item, id);
                else if (!seen.Add(id))
                    Fault(item, DefinitionFaultCode.Duplicate, $"Artifact '{id}' is listed twice here.", null);
                else if (artifact.Producer == stage)
                    Fault(item, DefinitionFaultCode.ArtifactNotUpstream, $"Stage '{stages[stage].Id}' itself produces '{id}' and cannot wait for it. Take this out.", null);
                else if (artifact.Producer is { } producer && upstreamProducers[stage] is { } reached && !reached[positions[producer]])
                    NotUpstream(item, id, stages[producer].Id);
            }

            void Unknown(int item, string id)
            {
                var nearest = faults.Nearest(id, byId.Keys);
                var hint = nearest is null ? " Name it in spec.artifacts, or in 'produces' of a stage upstream." : "";
                Fault(item, DefinitionFaultCode.UnknownArtifact, $"There is no artifact '{DocumentFaults.Shorten(id)}'.{hint}", nearest);
            }

            void NotUpstream(int item, string id, string producer) => Fault(
                item,
                DefinitionFaultCode.ArtifactNotUpstream,
                $"Artifact '{id}' is produced by stage '{DocumentFaults.Shorten(producer)}', which is not upstream of '{DocumentFaults.Shorten(stages[stage].Id)}'. Let this stage depend on it.",
                null);

            void Fault(int item, string code, string message, string? suggestion) =>
                faults.Add($"{places[stage].Path}.requires[{item}]", places[stage].Requirement(item), code, message, suggestion);
        }
    }

    private static Dictionary<string, ArtifactDeclaration> CheckIds(IReadOnlyList<ArtifactDeclaration> declared, FaultList faults)
    {
        var byId = new Dictionary<string, ArtifactDeclaration>(StringComparer.Ordinal);
        foreach (var artifact in declared)
        {
            if (byId.TryAdd(artifact.Id, artifact))
                continue;

            var first = byId[artifact.Id];
            faults.Add(
                $"{artifact.Path}.id",
                artifact.Place,
                DefinitionFaultCode.Duplicate,
                $"Two artifacts have the id '{DocumentFaults.Shorten(artifact.Id)}': {first.Path} on line {first.Place.Line} and this one. Give one of them another id.");
        }

        return byId;
    }
}
