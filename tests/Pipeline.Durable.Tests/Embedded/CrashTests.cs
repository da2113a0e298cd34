using System.Diagnostics;
using Pipeline.Durable.Client;
using Pipeline.Durable.CrashWorker;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.Embedded;

/// <summary>A process of its own starts journeys and raises events until it is killed. Whatever it said was acknowledged must come out right.</summary>
public sealed class CrashTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData("sqlite")]
    [InlineData("tables")]
    public async Task Every_acknowledged_start_and_event_is_honoured_once_after_kills(string store)
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var round = 0; round < 5; round++)
            await RunUntilKilledAsync(folder.Path, store, $"{round}", Random.Shared.Next(20, 400), acknowledged);

        await using var engine = await JourneyEngine.StartAsync(folder.Path, store);
        foreach (var id in acknowledged.Keys)
            await engine.Client.RaiseEventAsync(id, "item", Journey.End, Cancellation);
        foreach (var (id, items) in acknowledged)
        {
            var end = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);

            // The next item may have been kept in the moment in which its acknowledgement was cut off.
            string[] allowed =
            [
                Journey.Output([.. items, Journey.End]),
                Journey.Output([.. Journey.Items.Take(items.Count + 1), Journey.End]),
            ];
            Assert.Contains(end.ReadOutputAs<string>(), allowed);
        }

        Assert.NotEmpty(acknowledged);
    }

    private static async Task RunUntilKilledAsync(string folder, string store, string prefix, int acknowledgements, Dictionary<string, List<string>> acknowledged)
    {
        using var worker = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Pipeline.Durable.CrashWorker.dll"), folder, store, prefix },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = worker.StandardError.ReadToEndAsync(Cancellation);
        var count = 0;
        while (await worker.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            // A line is one write to a pipe, which a kill does not cut; what was written before it is read after it.
            if (line.Split(' ') is ["raised", var id, var item])
                acknowledged[id].Add(item);
            else if (line.Split(' ') is ["started", var started])
                acknowledged.Add(started, []);
            if (++count == acknowledgements)
                worker.Kill();
        }

        await worker.WaitForExitAsync(Cancellation);
        Assert.True(count >= acknowledgements, "The worker ended by itself: " + await errors);
    }
}
