using System.Diagnostics;

namespace Pipeline.Benchmarks.Durable;

/// <summary>How many steps a second sequential orchestrations take: each start is on disk before it is acknowledged, each turn before it is acted on.</summary>
internal static class DurableSequence
{
    private const int Steps = 10;
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(string[] arguments)
    {
        using var folder = new BenchmarkFolder();
        await using var engine = await DurableEngine.StartAsync(folder.Path, DurableEngine.Steps());
        await MeasureAsync(engine, concurrency: 8, TimeSpan.FromSeconds(3));
        foreach (var concurrency in new[] { 1, 8, 32 })
        {
            var (steps, elapsed) = await MeasureAsync(engine, concurrency, s_duration);
            BenchmarkCommands.Print(
                "durable-sequence",
                ("concurrentInstances", concurrency),
                ("steps", steps),
                ("stepsPerSecond", Math.Round(steps / elapsed.TotalSeconds)));
        }
    }

    private static async Task<(long Steps, TimeSpan Elapsed)> MeasureAsync(DurableEngine engine, int concurrency, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var finished = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            var instances = 0L;
            for (; clock.Elapsed < duration; instances++)
            {
                var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Steps", Steps);
                await engine.Client.WaitForInstanceCompletionAsync(id);
            }

            return instances;
        }));
        return (finished.Sum() * Steps, clock.Elapsed);
    }
}
