namespace Pipeline.Benchmarks.Product;

/// <summary>How many runs a second the published product carries through: 10 stages in a row, each of one step, started over HTTP and watched to the end.</summary>
internal static class RunsBenchmark
{
    private const int Stages = 10;
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(8);

    private static readonly string s_document = $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: steps }
        spec:
          stages:
            {{string.Join("\n    ", Enumerable.Range(0, Stages).Select(Stage))}}
        """;

    public static async Task RunAsync(string[] arguments)
    {
        var executable = await PublishedProgram.PublishAsync();
        using var folder = new BenchmarkFolder();
        await using var server = await PublishedServer.StartAsync(executable, folder["data"]);
        await server.ApplyAsync("steps", s_document);
        Func<Task> run = async () => await server.WaitForEndAsync(await server.StartRunAsync("steps"));
        await ClosedLoop.MeasureAsync(run, clients: 8, TimeSpan.FromSeconds(5));
        foreach (var clients in new[] { 1, 8, 32 })
        {
            var runs = await ClosedLoop.MeasureAsync(run, clients, s_duration);
            BenchmarkCommands.Print(
                "runs",
                ("clients", clients),
                ("stagesPerRun", Stages),
                ("runsPerSecond", Math.Round(runs, 1)),
                ("stagesPerSecond", Math.Round(runs * Stages)));
        }
    }

    private static string Stage(int index) =>
        $"- {{ id: s{index}, type: feature.precondition, dependsOn: [{(index == 0 ? "" : $"s{index - 1}")}], with: {{ expression: true }} }}";
}
