using System.Diagnostics;
using Pipeline.Durable;

namespace Pipeline.Benchmarks.Durable;

/// <summary>How long 1,000 activities that start together take to join.</summary>
internal static class DurableFanOut
{
    private const int Activities = 1000;

    public static async Task RunAsync(string[] arguments)
    {
        var registry = DurableEngine.Steps().AddOrchestratorFunc<int, int>("FanOut", static async (context, count) =>
            (await Task.WhenAll(Enumerable.Range(0, count).Select(step => context.CallActivityAsync<int>("Step", step)))).Length);
        using var folder = new BenchmarkFolder();
        await using var engine = await DurableEngine.StartAsync(folder.Path, registry);
        for (var run = 0; run < 5; run++)
        {
            var clock = Stopwatch.StartNew();
            var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("FanOut", Activities);
            await engine.Client.WaitForInstanceCompletionAsync(id);
            BenchmarkCommands.Print("durable-fanout", ("run", run), ("activities", Activities), ("milliseconds", Math.Round(clock.Elapsed.TotalMilliseconds, 1)));
        }
    }
}
