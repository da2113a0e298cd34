using System.Diagnostics;

namespace Pipeline.Benchmarks.Product;

/// <summary>What 10,000 runs that wait at an approval cost in memory, and how soon a restart over them answers.</summary>
internal static class WaitingRunsBenchmark
{
    private const int Runs = 10_000;
    private const string Document = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: waiting }
        spec:
          stages:
            - { id: sign-off, type: feature.approval, with: { instructions: "Release?" } }
        """;

    private static readonly ParallelOptions s_clients = new() { MaxDegreeOfParallelism = 32 };

    // Behind the time after which the engine lets an idle instance go (30 s) and the caches theirs.
    private static readonly TimeSpan s_eviction = TimeSpan.FromSeconds(150);

    public static async Task RunAsync(string[] arguments)
    {
        var executable = await PublishedProgram.PublishAsync();
        using var folder = new BenchmarkFolder();
        await using (var server = await PublishedServer.StartAsync(executable, folder["data"]))
        {
            var idle = server.ResidentMegabytes;
            await server.ApplyAsync("waiting", Document);
            var clock = Stopwatch.StartNew();
            await Parallel.ForAsync(0, Runs, s_clients, async (_, _) => await WaitForQuestionAsync(server, await server.StartRunAsync("waiting")));
            var started = clock.Elapsed;
            var loaded = server.ResidentMegabytes;
            BenchmarkCommands.Print(
                "waiting-runs",
                ("runs", Runs),
                ("startSeconds", Math.Round(started.TotalSeconds, 1)),
                ("residentMegabytesIdle", idle),
                ("residentMegabytesLoaded", loaded),
                ("residentMegabytes", await SettleAsync(server)));
        }

        await using var restarted = await PublishedServer.StartAsync(executable, folder["data"], "/api/runs?take=1");
        BenchmarkCommands.Print(
            "waiting-runs",
            ("restartToFirstRequestMilliseconds", Math.Round(restarted.StartTime.TotalMilliseconds)),
            ("residentMegabytesAfterRestart", await SettleAsync(restarted)));
    }

    private static async Task WaitForQuestionAsync(PublishedServer server, string id)
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(5); await Task.Delay(50))
        {
            if ((await server.GetRunAsync(id))["stages"]![0]!["waitingFor"]?["question"] is not null)
                return;
        }

        throw new TimeoutException($"Run {id} does not wait.");
    }

    /// <summary>The memory when everything that is let go of in time is gone.</summary>
    private static async Task<double> SettleAsync(PublishedServer server)
    {
        await Task.Delay(s_eviction);
        return server.ResidentMegabytes;
    }
}
