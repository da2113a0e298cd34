using Pipeline.Definitions.Graph;

namespace Pipeline.Definitions.Documents;

/// <summary>Where a stage stands in the document.</summary>
internal sealed record StagePlaces(string Path, DocumentMapping Mapping)
{
    public DocumentPlace Id => Mapping["id"]?.Place ?? Mapping.Place;

    public DocumentPlace Dependency(int index) => Item("dependsOn", index);

    public DocumentPlace Requirement(int index) => Item("requires", index);

    private DocumentPlace Item(string list, int index) => ((DocumentSequence)Mapping[list]!).Items[index].Place;
}

/// <summary>Checks what stages say of each other: ids are unique, dependencies exist, nothing waits for itself.</summary>
internal static class StageReferences
{
    /// <param name="stages">The stages.</param>
    /// <param name="places">The places of the same stages.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>The positions of each stage's upstreams, as far as there are such stages.</returns>
    public static int[][] Check(IReadOnlyList<StageDefinition> stages, IReadOnlyList<StagePlaces> places, FaultList faults)
    {
        var indexes = CheckIds(stages, places, faults);
        var upstreams = new int[stages.Count][];
        for (var index = 0; index < stages.Count; index++)
            upstreams[index] = CheckDependencies(index, stages, places, indexes, faults);

        foreach (var cycle in GraphEdges.FindCycles(upstreams))
        {
            // Every stage of the cycle names its predecessor in it; the place shown is that of the last one's.
            var waiting = cycle[^1];
            var upstream = cycle[^2];
            var item = stages[waiting].DependsOn.ToList().IndexOf(stages[upstream].Id);
            faults.Add(
                $"{places[waiting].Path}.dependsOn[{item}]",
                places[waiting].Dependency(item),
                DefinitionFaultCode.Cycle,
                $"These stages wait for each other: {Describe(cycle, stages)}. Take one of the dependencies out.");
        }

        return upstreams;
    }

    private static Dictionary<string, int> CheckIds(IReadOnlyList<StageDefinition> stages, IReadOnlyList<StagePlaces> places, FaultList faults)
    {
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < stages.Count; index++)
        {
            var id = stages[index].Id;
            if (id.Length == 0 || indexes.TryAdd(id, index))
                continue;

            var first = indexes[id];
            faults.Add(
                $"{places[index].Path}.id",
                places[index].Id,
                DefinitionFaultCode.Duplicate,
                $"Two stages have the id '{DocumentFaults.Shorten(id)}': {places[first].Path} on line {places[first].Id.Line} and this one. Give one of them another id.");
        }

        return indexes;
    }

    private static int[] CheckDependencies(
        int stage, IReadOnlyList<StageDefinition> stages, IReadOnlyList<StagePlaces> places, Dictionary<string, int> indexes, FaultList faults)
    {
        var upstreams = new List<int>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var item = 0; item < stages[stage].DependsOn.Count; item++)
        {
            var id = stages[stage].DependsOn[item];
            if (!indexes.TryGetValue(id, out var upstream))
                Fault(DefinitionFaultCode.UnknownDependency, $"There is no stage '{DocumentFaults.Shorten(id)}'.", faults.Nearest(id, indexes.Keys));
            else if (id == stages[stage].Id)
                Fault(DefinitionFaultCode.Cycle, $"Stage '{id}' depends on itself. Take this out.", null);
            else if (!seen.Add(id))
                Fault(DefinitionFaultCode.Duplicate, $"Stage '{id}' is listed twice here.", null);
            else
                upstreams.Add(upstream);

            void Fault(string code, string message, string? suggestion) =>
                faults.Add($"{places[stage].Path}.dependsOn[{item}]", places[stage].Dependency(item), code, message, suggestion);
        }

        return [.. upstreams];
    }

    private static string Describe(int[] cycle, IReadOnlyList<StageDefinition> stages)
    {
        var ids = cycle.Select(index => stages[index].Id).ToArray();
        return ids.Length <= 12 ? string.Join(" → ", ids) : $"{string.Join(" → ", ids[..8])} → … ({ids.Length - 11} more) … → {string.Join(" → ", ids[^3..])}";
    }
}
