using Pipeline.Durable.Tests.Model;
using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Histories;

/// <summary>
/// The orchestrations behind the recorded histories, one for each thing an orchestrator can do. The engine may change, this code may not:
/// that what was recorded by one release replays under the next is what the histories prove.
/// </summary>
internal static class HistoryOrchestrators
{
    public static DurableTaskRegistry Registry() => new DurableTaskRegistry()
        .AddOrchestratorFunc<string, string>("release", async (context, version) =>
        {
            context.SetCustomStatus(0);
            var built = await context.CallActivityAsync<string>("build", version);
            var tests = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => context.CallActivityAsync<int>("test", n)));
            context.SendEvent("board", "built", built);
            var decision = await context.WaitForExternalEvent<string>("approve", TimeSpan.FromDays(30));
            var deployed = await context.CallSubOrchestratorAsync<string>("deploy", decision);
            return $"{built} {tests.Sum()} {deployed}";
        })
        .AddOrchestratorFunc<int, string>("retry", (context, _) => context.CallActivityAsync<string>(
            "flaky", options: TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1), 2))))
        .AddOrchestratorFunc<int, string>("timeout", async (context, days) =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("approve", TimeSpan.FromDays(days));
            }
            catch (TaskCanceledException)
            {
                return $"nobody came until {context.CurrentUtcDateTime:O} ({context.NewGuid()})";
            }
        })
        .AddOrchestratorFunc<int, int>("rounds", async (context, round) =>
        {
            await context.WaitForExternalEvent<string>("tick");
            context.ContinueAsNew(round + 1);
            return 0;
        });

    /// <summary>Runs each orchestration to where its history is to end: some are finished, some wait.</summary>
    public static IReadOnlyDictionary<string, ExecutionHarness> Recordings()
    {
        var release = new ExecutionHarness(Registry());
        release.Turn(Started("\"1.2\"", "release"));
        release.Turn(Completed(0, "\"img:1.2\""));
        release.Turn(Completed(2, "2"), Completed(1, "1"));
        release.Turn(Completed(3, "3"));
        release.Turn(Suspended());
        release.Turn(Raised("Approve", "\"go\""));
        release.Turn(Resumed());
        release.Turn(ChildCompleted(6, "\"live\""));

        var waiting = new ExecutionHarness(Registry());
        waiting.Turn(Started("\"1.2\"", "release"));
        waiting.Turn(Completed(0, "\"img:1.2\""));
        waiting.Turn(Completed(1, "1"), Completed(2, "2"), Completed(3, "3"));

        var retry = new ExecutionHarness(Registry());
        retry.Turn(Started("0", "retry"));
        retry.Turn(Failed(0));
        retry.Turn(Fired(1));
        retry.Turn(Failed(2, nonRetriable: true));

        var timeout = new ExecutionHarness(Registry());
        timeout.Turn(Started("7", "timeout"));
        for (var hop = 0; !timeout.Session.IsCompleted; hop++)
        {
            timeout.Pass(TimeSpan.FromDays(3));
            timeout.Turn(Fired(hop));
        }

        var rounds = new ExecutionHarness(Registry());
        rounds.Turn(Started("4", "rounds"));
        rounds.Turn(Raised("tick"), Raised("tick"));

        var terminated = new ExecutionHarness(Registry());
        terminated.Turn(Started("7", "timeout"));
        terminated.Turn(Terminated("\"enough\""));

        return new Dictionary<string, ExecutionHarness>
        {
            ["release"] = release,
            ["release-waiting"] = waiting,
            ["retry"] = retry,
            ["timeout"] = timeout,
            ["rounds"] = rounds,
            ["terminated"] = terminated,
        };
    }
}
