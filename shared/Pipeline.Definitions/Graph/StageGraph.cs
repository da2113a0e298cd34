namespace Pipeline.Definitions.Graph;

/// <summary>The stages of a pipeline and the paths between them: made once per run, immutable, safe to share between threads.</summary>
/// <remarks>Stages are counted from 0 in document order; every list of stages here is in document order unless it says otherwise.</remarks>
public sealed class StageGraph
{
    private readonly Dictionary<string, int> indexes;
    private readonly int[][] upstreams;
    private readonly int[][] downstreams;

    private StageGraph(IReadOnlyList<StageDefinition> stages, Dictionary<string, int> indexes, int[][] upstreams)
    {
        Stages = stages;
        this.indexes = indexes;
        this.upstreams = upstreams;
        downstreams = GraphEdges.Reverse(upstreams);
        var order = GraphEdges.TopologicalOrder(upstreams, downstreams);
        if (order.Length < stages.Count)
        {
            var cycle = GraphEdges.FindCycle(upstreams)!.Select(index => stages[index].Id);
            throw new ArgumentException($"The stages form a cycle: {string.Join(" → ", cycle)}.", nameof(stages));
        }

        TopologicalOrder = order;
    }

    /// <summary>The stages, in document order.</summary>
    public IReadOnlyList<StageDefinition> Stages { get; }

    /// <summary>The number of stages.</summary>
    public int Count => Stages.Count;

    /// <summary>Every stage after all of its upstreams; document order where they leave a choice.</summary>
    public IReadOnlyList<int> TopologicalOrder { get; }

    /// <summary>Makes the graph of a valid definition.</summary>
    /// <exception cref="ArgumentException">An id is given twice, a dependency is unknown, or stages form a cycle: the message names them.</exception>
    public static StageGraph Of(PipelineDefinition definition) => Of(definition.Stages);

    /// <inheritdoc cref="Of(PipelineDefinition)"/>
    public static StageGraph Of(IReadOnlyList<StageDefinition> stages)
    {
        var indexes = new Dictionary<string, int>(stages.Count, StringComparer.Ordinal);
        for (var index = 0; index < stages.Count; index++)
        {
            if (!indexes.TryAdd(stages[index].Id, index))
                throw new ArgumentException($"Two stages have the id '{stages[index].Id}'.", nameof(stages));
        }

        var upstreams = new int[stages.Count][];
        for (var index = 0; index < stages.Count; index++)
            upstreams[index] = [.. stages[index].DependsOn.Distinct(StringComparer.Ordinal).Select(id => Upstream(stages[index], id)).Order()];

        return new(stages, indexes, upstreams);

        int Upstream(StageDefinition stage, string id) => indexes.TryGetValue(id, out var index)
            ? index
            : throw new ArgumentException($"Stage '{stage.Id}' depends on '{id}', which does not exist.", nameof(stages));
    }

    /// <summary>The position of a stage.</summary>
    /// <exception cref="ArgumentException">There is no stage of this id.</exception>
    public int IndexOf(string id) =>
        indexes.TryGetValue(id, out var index) ? index : throw new ArgumentException($"There is no stage '{id}'.", nameof(id));

    /// <summary>Whether there is a stage of this id.</summary>
    public bool Contains(string id) => indexes.ContainsKey(id);

    /// <summary>The stages that a stage directly depends on.</summary>
    public IReadOnlyList<int> Upstreams(int stage) => upstreams[stage];

    /// <summary>The stages that directly depend on a stage.</summary>
    public IReadOnlyList<int> Downstreams(int stage) => downstreams[stage];

    /// <summary>Whether a path of dependencies leads from one stage down to another; a stage has no path to itself.</summary>
    public bool HasPath(string from, string to) => from != to && ClosureOf([IndexOf(from)], downstreams)[IndexOf(to)];

    /// <summary>The given stages and every stage that depends on one of them, directly or not: what a restart runs anew.</summary>
    public IReadOnlyList<string> DownstreamClosure(params IEnumerable<string> ids) => Ids(ClosureOf(ids.Select(IndexOf), downstreams));

    /// <summary>The given stages and every stage that one of them depends on, directly or not.</summary>
    public IReadOnlyList<string> UpstreamClosure(params IEnumerable<string> ids) => Ids(ClosureOf(ids.Select(IndexOf), upstreams));

    /// <summary>The stages by their distance from the start: a stage's level is one more than the highest of its upstreams.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Levels()
    {
        var levels = new int[Count];
        foreach (var stage in TopologicalOrder)
            levels[stage] = upstreams[stage].Select(upstream => levels[upstream] + 1).DefaultIfEmpty(0).Max();

        return [.. Enumerable.Range(0, Count).GroupBy(stage => levels[stage], stage => Stages[stage].Id).OrderBy(level => level.Key).Select(level => level.ToArray())];
    }

    private static bool[] ClosureOf(IEnumerable<int> stages, int[][] edges)
    {
        var reached = new bool[edges.Length];
        var next = new Stack<int>(stages);
        while (next.TryPop(out var stage))
        {
            if (reached[stage])
                continue;

            reached[stage] = true;
            foreach (var neighbour in edges[stage])
                next.Push(neighbour);
        }

        return reached;
    }

    private string[] Ids(bool[] chosen) => [.. Stages.Select(stage => stage.Id).Where((_, index) => chosen[index])];
}
