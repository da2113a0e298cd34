using System.Collections;
using Pipeline.Definitions.Graph;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>What stages and their expressions can refer to in their pipeline.</summary>
internal sealed class PipelineOutline
{
    private readonly Dictionary<string, int> byRefId = new(StringComparer.Ordinal);
    private readonly HashSet<string> variables;
    private readonly Lazy<(int[] Marked, BitArray?[] Upstream)> definers;

    public PipelineOutline(IReadOnlyList<StageOutline> stages, IReadOnlySet<string> parameters)
    {
        Stages = stages;
        Parameters = parameters;
        foreach (var (index, stage) in stages.Index())
        {
            if (stage.RefId is { } refId)
                byRefId.TryAdd(refId, index);
        }

        IsChain = byRefId.Count == 0;
        Names = stages.SelectMany(stage => new[] { stage.Name, stage.Id }).ToHashSet(StringComparer.Ordinal);
        variables = stages.SelectMany(stage => stage.Variables).ToHashSet(StringComparer.Ordinal);
        definers = new(FindDefiners);
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

    /// <summary>The stages upstream that define a variable of that name, the nearest first where one is nearest.</summary>
    public IReadOnlyList<StageOutline> DefinersOf(string variable, int stage)
    {
        if (!variables.Contains(variable))
            return [];

        var (marked, upstream) = definers.Value;
        if (upstream[stage] is not { } reached)
            return [];

        var found = Enumerable.Range(0, marked.Length).Where(position => reached[position] && Stages[marked[position]].Variables.Contains(variable)).ToArray();
        var nearest = found.Where(position => found.All(other => other == position || upstream[marked[position]]![other])).ToArray();
        return [.. (nearest.Length == 1 ? nearest : found).Select(position => Stages[marked[position]])];
    }

    private (int[] Marked, BitArray?[] Upstream) FindDefiners()
    {
        int[] marked = [.. Stages.Index().Where(stage => stage.Item.Variables.Count > 0).Select(stage => stage.Index)];
        var predecessors = Stages.Index().Select(stage => IsChain
            ? stage.Index == 0 ? [] : new[] { stage.Index - 1 }
            : [.. stage.Item.Requisites.Select(refId => byRefId.GetValueOrDefault(refId, -1)).Where(index => index >= 0).Distinct()]).ToArray();
        return (marked, GraphEdges.UpstreamsAmong(marked, predecessors));
    }
}
