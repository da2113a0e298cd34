namespace Pipeline.Benchmarks.Product;

/// <summary>How long the published product takes from the start of its process to its first answered request, on an empty data folder.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 9;

    public static async Task RunAsync(string[] arguments)
    {
        var executable = await PublishedProgram.PublishAsync();
        using var folder = new BenchmarkFolder();
        var milliseconds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await PublishedServer.StartAsync(executable, folder[$"data-{round}"]);
            milliseconds.Add(Math.Round(server.StartTime.TotalMilliseconds));
        }

        // The first start reads the files from disk; what a person sees from then on is the median.
        var first = milliseconds[0];
        milliseconds.Sort();
        BenchmarkCommands.Print(
            "start",
            ("rounds", Rounds),
            ("firstMilliseconds", first),
            ("fastestMilliseconds", milliseconds[0]),
            ("medianMilliseconds", milliseconds[Rounds / 2]),
            ("slowestMilliseconds", milliseconds[^1]));
    }
}
