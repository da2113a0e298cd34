using System.Collections;
using System.Numerics;
using Pipeline.Definitions.Graph;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>What stages and their expressions can refer to in their pipeline.</summary>
internal sealed class PipelineOutline
{
    private readonly Dictionary<string, int> byRefId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> variables = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Variable, int Stage), IReadOnlyList<StageOutline>> found = [];
    private readonly List<int> definers = [];
    private readonly Lazy<(BitArray?[] Upstream, int[] Counts)> reach;

    public PipelineOutline(IReadOnlyList<StageOutline> stages, IReadOnlySet<string> parameters)
    {
        Stages = stages;
        Parameters = parameters;
        foreach (var (index, stage) in stages.Index())
        {
            if (stage.RefId is { } refId)
                byRefId.TryAdd(refId, index);
            foreach (var variable in stage.Variables.Distinct(StringComparer.Ordinal))
            {
                if (!variables.TryGetValue(variable, out var definedBy))
                    variables.Add(variable, definedBy = []);
                definedBy.Add(definers.Count);
            }

            if (stage.Variables.Count > 0)
                definers.Add(index);
        }

        IsChain = byRefId.Count == 0;
        Names = stages.SelectMany(stage => new[] { stage.Name, stage.Id }).ToHashSet(StringComparer.Ordinal);
        reach = new(FindReach);
    }

    public IReadOnlyList<StageOutline> Stages { get; }

    /// <summary>The names of the pipeline's parameters.</summary>
    public IReadOnlySet<string> Parameters { get; }

    /// <summary>The names and ids of the stages.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>Whether no stage has a refId: then Spinnaker runs them one after the other, in the order of the list (reference A4).</summary>
    public bool IsChain { get; }

    /// <summary>The stage that dependencies on a refId mean; null when there is none.</summary>
    public StageOutline? Find(string refId) => byRefId.TryGetValue(refId, out var index) ? Stages[index] : null;

    /// <summary>Whether the stage is the one that its refId means.</summary>
    public bool IsFirstOfItsRefId(int stage) => Stages[stage].RefId is not { } refId || byRefId[refId] == stage;

    /// <summary>The ids of the stages directly upstream, in the document's terms.</summary>
    public IReadOnlyList<string> DependsOn(int stage) => IsChain
        ? stage == 0 ? [] : [Stages[stage - 1].Id]
        : [.. Stages[stage].Requisites.Select(refId => Find(refId)?.Id ?? refId).Distinct(StringComparer.Ordinal)];

    /// <summary>The stages upstream that define a variable of that name; the nearest alone where one is nearest.</summary>
    public IReadOnlyList<StageOutline> DefinersOf(string variable, int stage)
    {
        if (!variables.ContainsKey(variable))
            return [];
        if (!found.TryGetValue((variable, stage), out var known))
            found.Add((variable, stage), known = Find(variable, stage));
        return known;
    }

    private IReadOnlyList<StageOutline> Find(string variable, int stage)
    {
        var (upstream, counts) = reach.Value;
        if (upstream[stage] is not { } reached)
            return [];

        int[] candidates = [.. variables[variable].Where(position => reached[position])];
        if (candidates.Length < 2)
            return [.. candidates.Select(position => Stages[definers[position]])];

        // The nearest has all others upstream, and so has the most of all that define something.
        var nearest = candidates.MaxBy(position => counts[definers[position]]);
        return candidates.All(other => other == nearest || upstream[definers[nearest]]![other])
            ? [Stages[definers[nearest]]]
            : [.. candidates.Select(position => Stages[definers[position]])];
    }

    /// <summary>Which of the stages that define something lie upstream of each stage, and how many.</summary>
    private (BitArray?[] Upstream, int[] Counts) FindReach()
    {
        var predecessors = Stages.Index().Select(stage => IsChain
            ? stage.Index == 0 ? [] : new[] { stage.Index - 1 }
            : [.. stage.Item.Requisites.Select(refId => byRefId.GetValueOrDefault(refId, -1)).Where(index => index >= 0).Distinct()]).ToArray();
        var upstream = GraphEdges.UpstreamsAmong([.. definers], predecessors);
        return (upstream, [.. upstream.Select(set => set is null ? 0 : Count(set))]);
    }

    private static int Count(BitArray set)
    {
        var words = new int[(set.Length + 31) / 32];
        set.CopyTo(words, 0);
        return words.Sum(word => BitOperations.PopCount((uint)word));
    }
}
