using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Runs;

namespace Pipeline.Definitions.Tests.Graph;

public sealed class StageGraphTests
{
    private static readonly StageGraph Diamond = StageGraph.Of(Stages.Of("d: b c", "b: a", "a", "c: a", "e: d", "x"));

    [Fact]
    public void Stages_come_after_their_upstreams() =>
        Assert.Equal(["a", "b", "c", "d", "e", "x"], Diamond.TopologicalOrder.Select(stage => Diamond.Stages[stage].Id));

    [Fact]
    public void Levels_are_distances_from_the_start()
    {
        string[][] expected = [["a", "x"], ["b", "c"], ["d"], ["e"]];
        Assert.Equal(expected, Diamond.Levels());
    }

    [Fact]
    public void Paths_lead_downstream_only()
    {
        Assert.True(Diamond.HasPath("a", "e"));
        Assert.False(Diamond.HasPath("e", "a"));
        Assert.False(Diamond.HasPath("b", "c"));
        Assert.False(Diamond.HasPath("a", "a"));
    }

    [Fact]
    public void What_lies_upstream_is_where_a_path_comes_from() => FuzzCases.ForAll(tape =>
    {
        var count = 1 + tape.Choose(9);
        var stages = Enumerable.Range(0, count).Select(index => Stages.One($"s{index}: {string.Join(' ', Enumerable.Range(0, index).Where(_ => tape.Choose(3) == 0).Select(upstream => $"s{upstream}"))}")).ToArray();
        var graph = StageGraph.Of(stages);
        int[] marked = [.. Enumerable.Range(0, count).Where(_ => tape.Choose(2) == 0)];

        var upstreams = GraphEdges.UpstreamsAmong(marked, [.. Enumerable.Range(0, count).Select(stage => graph.Upstreams(stage).ToArray())]);

        for (var stage = 0; stage < count; stage++)
            Assert.Equal(marked.Where(mark => graph.HasPath($"s{mark}", $"s{stage}")), marked.Where((_, position) => upstreams[stage]![position]));
    });

    [Fact]
    public void Closures_are_in_document_order()
    {
        Assert.Equal(["d", "b", "e"], Diamond.DownstreamClosure("b"));
        Assert.Equal(["d", "b", "a", "c"], Diamond.UpstreamClosure("d"));
        Assert.Equal(["d", "c", "e", "x"], Diamond.DownstreamClosure("c", "x"));
    }

    [Fact]
    public void What_is_no_graph_is_refused_with_the_reason()
    {
        Assert.Contains("Two stages have the id 'a'", Assert.Throws<ArgumentException>(() => StageGraph.Of(Stages.Of("a", "a"))).Message, StringComparison.Ordinal);
        Assert.Contains("'x', which does not exist", Assert.Throws<ArgumentException>(() => StageGraph.Of(Stages.Of("a: x"))).Message, StringComparison.Ordinal);
        Assert.Contains("a → b → c → a", Assert.Throws<ArgumentException>(() => StageGraph.Of(Stages.Of("a: c", "b: a", "c: b", "d"))).Message, StringComparison.Ordinal);
        Assert.Contains("a → a", Assert.Throws<ArgumentException>(() => StageGraph.Of(Stages.Of("a: a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dependency_said_twice_counts_once()
    {
        var graph = StageGraph.Of(Stages.Of("a", "b: a a"));

        Assert.Equal([0], graph.Upstreams(1));
        Assert.Equal([1], graph.Downstreams(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_largest_pipeline_runs_at_a_cost_of_its_edges(bool isChain)
    {
        const int Count = 10_000;
        var lines = isChain
            ? Enumerable.Range(0, Count).Select(index => index == 0 ? "s0" : $"s{index}: s{index - 1}")
            : Enumerable.Range(0, Count).Select(index => index == 0 ? "s0" : index == Count - 1 ? $"s{index}: {string.Join(' ', Enumerable.Range(1, Count - 2).Select(middle => $"s{middle}"))}" : $"s{index}: s0");
        var run = new RunProgress(StageGraph.Of(Stages.Of([.. lines])));
        var next = new Queue<string>(run.Begin().Start);
        var ended = 0;
        while (next.TryDequeue(out var stage))
        {
            var decision = run.Ended(stage, new(StageStatus.Succeeded));
            foreach (var started in decision.Start)
                next.Enqueue(started);
            ended++;
        }

        Assert.Equal(Count, ended);
        Assert.True(run.IsOver);
    }
}
