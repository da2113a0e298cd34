using System.Diagnostics;
using Pipeline.Durable;
using Pipeline.Durable.Embedded;

namespace Pipeline.Benchmarks.Durable;

/// <summary>What instances cost that wait for a person: memory once they have been evicted, and the time a restart takes to the first answer.</summary>
internal static class DurableWaiting
{
    private const int Instances = 10_000;

    public static async Task RunAsync(string[] arguments)
    {
        var registry = DurableEngine.Steps().AddOrchestratorFunc<string, string>("Approval", static async (context, input) =>
        {
            await context.CallActivityAsync<int>("Step", 1);
            return await context.WaitForExternalEvent<string>("approved");
        });
        using var folder = new BenchmarkFolder();
        await using (var engine = await DurableEngine.StartAsync(folder.Path, registry, new EmbeddedDurableTaskOptions { IdleTimeout = TimeSpan.FromSeconds(2) }))
        {
            await Parallel.ForAsync(0, Instances, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (instance, cancellation) =>
                await engine.Client.ScheduleNewOrchestrationInstanceAsync("Approval", new string('x', 500), new($"waiting-{instance}"), cancellation));
            var loaded = Environment.WorkingSet;
            while (engine.Backend.LoadedInstances > 0)
                await Task.Delay(100);
            await Task.Delay(1000);
            BenchmarkCommands.Print("durable-waiting", ("instances", Instances), ("residentMegabytesBeforeEviction", loaded >> 20), ("residentMegabytes", Environment.WorkingSet >> 20));
        }

        var clock = Stopwatch.StartNew();
        await using var restarted = await DurableEngine.StartAsync(folder.Path, registry);
        await restarted.Client.GetInstanceAsync("waiting-1");
        var read = clock.Elapsed;
        await restarted.Client.RaiseEventAsync("waiting-1", "approved", "yes");
        await restarted.Client.WaitForInstanceCompletionAsync("waiting-1");
        BenchmarkCommands.Print(
            "durable-waiting",
            ("restartToFirstReadMilliseconds", Math.Round(read.TotalMilliseconds, 1)),
            ("restartToFirstApprovalMilliseconds", Math.Round(clock.Elapsed.TotalMilliseconds, 1)));
    }
}
