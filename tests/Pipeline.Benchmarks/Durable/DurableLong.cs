using System.Diagnostics;
using Pipeline.Durable;

namespace Pipeline.Benchmarks.Durable;

/// <summary>Whether a step costs the same however long the instance's history is.</summary>
internal static class DurableLong
{
    private const int Steps = 5000;
    private const int Sample = 100;

    public static async Task RunAsync(string[] arguments)
    {
        var at = new long[Steps];
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc<int, int>("Steps", static async (context, steps) =>
            {
                for (var step = 0; step < steps; step++)
                    await context.CallActivityAsync<int>("Step", step);
                return steps;
            })
            .AddActivityFunc<int, int>("Step", (_, step) =>
            {
                at[step] = Stopwatch.GetTimestamp();
                return Task.FromResult(step);
            });
        using var folder = new BenchmarkFolder();
        await using var engine = await DurableEngine.StartAsync(folder.Path, registry);

        // The first run warms the code up, so that the first steps of the second are not slow for a reason of their own.
        for (var run = 0; run < 2; run++)
            await engine.Client.WaitForInstanceCompletionAsync(await engine.Client.ScheduleNewOrchestrationInstanceAsync("Steps", Steps));
        var first = Stopwatch.GetElapsedTime(at[0], at[Sample]).TotalMilliseconds;
        var last = Stopwatch.GetElapsedTime(at[Steps - Sample - 1], at[Steps - 1]).TotalMilliseconds;
        BenchmarkCommands.Print(
            "durable-long",
            ("steps", Steps),
            ("firstHundredMilliseconds", Math.Round(first, 1)),
            ("lastHundredMilliseconds", Math.Round(last, 1)),
            ("lastToFirst", Math.Round(last / first, 2)));
    }
}
