using System.Collections;

namespace Pipeline.Definitions.Graph;

/// <summary>What can be said of a directed graph that is given as each node's predecessors. Nothing here recurses: a chain of 10,000 is fine.</summary>
internal static class GraphEdges
{
    /// <summary>Each node's successors, ascending.</summary>
    public static int[][] Reverse(int[][] predecessors)
    {
        var successors = new List<int>[predecessors.Length];
        for (var node = 0; node < predecessors.Length; node++)
        {
            foreach (var predecessor in predecessors[node])
                (successors[predecessor] ??= []).Add(node);
        }

        return [.. successors.Select(list => list?.ToArray() ?? [])];
    }

    /// <summary>Every node after its predecessors, lowest first where there is a choice; nodes on or behind a cycle are left out.</summary>
    public static int[] TopologicalOrder(int[][] predecessors, int[][] successors)
    {
        var waitsFor = predecessors.Select(list => list.Length).ToArray();
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, waitsFor.Length).Where(node => waitsFor[node] == 0).Select(node => (node, node)));
        var order = new List<int>(waitsFor.Length);
        while (ready.TryDequeue(out var node, out _))
        {
            order.Add(node);
            foreach (var successor in successors[node])
            {
                if (--waitsFor[successor] == 0)
                    ready.Enqueue(successor, successor);
            }
        }

        return [.. order];
    }

    /// <summary>
    /// For each node, which of some marked nodes lie upstream of it, by their position in <paramref name="marked"/>. Null for nodes on or behind a
    /// cycle. It costs the edges times the words of a set, however many nodes are marked.
    /// </summary>
    public static BitArray?[] UpstreamsAmong(int[] marked, int[][] predecessors)
    {
        var positions = marked.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var upstreams = new BitArray?[predecessors.Length];
        foreach (var node in TopologicalOrder(predecessors, Reverse(predecessors)))
        {
            var among = new BitArray(marked.Length);
            foreach (var predecessor in predecessors[node])
            {
                among.Or(upstreams[predecessor]!);
                if (positions.TryGetValue(predecessor, out var position))
                    among[position] = true;
            }

            upstreams[node] = among;
        }

        return upstreams;
    }

    /// <summary>A cycle as a path that ends where it began, each node before the one that depends on it; null when there is none.</summary>
    public static int[]? FindCycle(int[][] predecessors) => FindCycles(predecessors).FirstOrDefault();

    /// <summary>Cycles, at most one through each node: at least one of every separate knot.</summary>
    public static IEnumerable<int[]> FindCycles(int[][] predecessors)
    {
        const int Unseen = 0, OnPath = 1, Done = 2;
        var state = new byte[predecessors.Length];
        for (var start = 0; start < predecessors.Length; start++)
        {
            if (state[start] != Unseen)
                continue;

            var path = new List<(int Node, int Next)> { (start, 0) };
            state[start] = OnPath;
            while (path.Count > 0)
            {
                var (node, next) = path[^1];
                if (next == predecessors[node].Length)
                {
                    state[node] = Done;
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                path[^1] = (node, next + 1);
                var predecessor = predecessors[node][next];
                if (state[predecessor] == OnPath)
                {
                    var from = path.FindIndex(step => step.Node == predecessor);
                    yield return [predecessor, .. path.Skip(from).Select(step => step.Node).Reverse()];
                    foreach (var step in path)
                        state[step.Node] = Done;
                    path.Clear();
                }
                else if (state[predecessor] == Unseen)
                {
                    state[predecessor] = OnPath;
                    path.Add((predecessor, 0));
                }
            }
        }
    }
}
