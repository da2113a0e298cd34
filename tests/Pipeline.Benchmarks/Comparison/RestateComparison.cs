using Pipeline.Benchmarks.Durable;

namespace Pipeline.Benchmarks.Comparison;

/// <summary>
/// Sequential durable steps here and in Restate, in turns on the same machine and disk: both acknowledge what is on disk only, both run
/// no-op steps one behind the other, and each client waits for its answer before it starts the next.
/// </summary>
internal static class RestateComparison
{
    private const int Rounds = 3;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(string[] arguments)
    {
        using var folder = new BenchmarkFolder();
        await using var engine = await DurableEngine.StartAsync(folder["durable"], DurableEngine.Steps());
        await using var restate = await RestateServer.StartAsync(folder["restate"]);
        Func<Task> ours = () => DurableSequence.RunOnceAsync(engine);
        Func<Task> theirs = () => restate.RunAsync(DurableSequence.Steps);
        await ClosedLoop.MeasureAsync(ours, clients: 8, s_warmUp);
        await ClosedLoop.MeasureAsync(theirs, clients: 8, s_warmUp);
        foreach (var concurrency in new[] { 1, 8, 32 })
        {
            // In turns, so that whatever else the machine does meets both; the median of the rounds counts.
            List<double> durable = [], other = [];
            for (var round = 0; round < Rounds; round++)
            {
                durable.Add(DurableSequence.Steps * await ClosedLoop.MeasureAsync(ours, concurrency, s_duration));
                other.Add(DurableSequence.Steps * await ClosedLoop.MeasureAsync(theirs, concurrency, s_duration));
            }

            var (our, their) = (durable.Order().ElementAt(Rounds / 2), other.Order().ElementAt(Rounds / 2));
            BenchmarkCommands.Print(
                "restate",
                ("concurrentInstances", concurrency),
                ("stepsPerSecond", Math.Round(our)),
                ("restateStepsPerSecond", Math.Round(their)),
                ("ratio", Math.Round(our / their, 2)));
        }
    }
}
