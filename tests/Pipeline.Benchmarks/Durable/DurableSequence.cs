namespace Pipeline.Benchmarks.Durable;

/// <summary>How many steps a second sequential orchestrations take: each start is on disk before it is acknowledged, each turn before it is acted on.</summary>
internal static class DurableSequence
{
    /// <summary>The steps of one orchestration.</summary>
    public const int Steps = 10;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(string[] arguments)
    {
        using var folder = new BenchmarkFolder();
        await using var engine = await DurableEngine.StartAsync(folder.Path, DurableEngine.Steps());
        Func<Task> run = () => RunOnceAsync(engine);
        await ClosedLoop.MeasureAsync(run, clients: 8, TimeSpan.FromSeconds(3));
        foreach (var concurrency in new[] { 1, 8, 32 })
        {
            var orchestrations = await ClosedLoop.MeasureAsync(run, concurrency, s_duration);
            BenchmarkCommands.Print(
                "durable-sequence",
                ("concurrentInstances", concurrency),
                ("stepsPerSecond", Math.Round(orchestrations * Steps)));
        }
    }

    /// <summary>Starts one orchestration through the client and waits for its end.</summary>
    public static async Task RunOnceAsync(DurableEngine engine)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Steps", Steps);
        await engine.Client.WaitForInstanceCompletionAsync(id);
    }
}
