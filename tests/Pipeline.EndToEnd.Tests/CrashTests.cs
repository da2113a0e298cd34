using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Kills the server at random moments, over and over, while runs are on their way.</summary>
public sealed class CrashTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private const int Seed = 20240817;

    private const string Document = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: survivor }
        spec:
          parameters:
            - { name: receiver, required: true }
            - { name: label, required: true }
          stages:
            - { id: first, type: feature.webhook, with: { url: "${parameters.receiver}/first/${parameters.label}" } }
            - { id: left, type: feature.webhook, dependsOn: [first], with: { url: "${parameters.receiver}/left/${parameters.label}", payload: { before: "${first.webhook.statusCodeValue}" } } }
            - { id: rest, type: feature.wait, dependsOn: [first], with: { duration: 300ms } }
            - { id: right, type: feature.webhook, dependsOn: [rest], with: { url: "${parameters.receiver}/right/${parameters.label}" } }
            - { id: choose, type: feature.judgement, dependsOn: [left, right], with: { instructions: "Go on?", options: [blue, green] } }
            - { id: only-green, type: feature.precondition, dependsOn: [choose], with: { judgement: { stage: choose, equals: green } } }
            - { id: last, type: feature.webhook, dependsOn: [only-green], with: { url: "${parameters.receiver}/last/${parameters.label}" } }
        """;

    private static bool IsComplete => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>100 kills where everything is tested, a few on a developer's machine.</summary>
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_KILLS"), out var kills) ? kills : IsComplete ? 100 : 8;

    // After each, the next process waits until the lease of the one before has lapsed.
    private static int KillsOnAnAccount => IsComplete ? 4 : 2;

    [Fact]
    public Task Nothing_acknowledged_is_lost_and_every_run_finishes_right_however_often_the_process_is_killed() =>
        KillAsync(Kills, longestLife: 700, settings: null, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Nor_is_it_on_a_storage_account()
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = await azurite.GetConnectionStringAsync(),
            ["PIPELINE_LEASE_SECONDS"] = "15",
        };
        await KillAsync(KillsOnAnAccount, longestLife: 1500, settings, TestContext.Current.CancellationToken);
    }

    private static async Task KillAsync(int kills, int longestLife, IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync(cancellationToken);
        var random = new Random(Seed);
        var port = FreePort.Next();
        var acknowledged = new List<StartedRun>();
        var decided = new HashSet<string>();

        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, cancellationToken, port, settings: settings);
            using var api = server.Client();
            if (kill == 0)
                await api.ApplyAsync("survivor", Document, cancellationToken);
            using var load = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var before = acknowledged.Count;
            var working = WorkAsync(api, receiver, acknowledged, decided, load.Token);
            // Every third kill falls anywhere, into starts too; the others fall into the run that has just begun.
            if (kill % 3 != 0)
                await Eventually.TrueAsync(() => acknowledged.Count > before || working.IsCompleted, cancellationToken: cancellationToken);
            await Task.Delay(random.Next(0, longestLife), cancellationToken);
            await server.KillAsync();
            await load.CancelAsync();
            await working;
        }

        await using var last = await ServerProcess.StartAsync(folder.Path, cancellationToken, port, settings: settings);
        using var client = last.Client();
        Assert.True(acknowledged.Count >= kills / 2, $"Only {acknowledged.Count} runs were started.");
        foreach (var (id, label) in acknowledged)
        {
            var run = await FinishAsync(client, id, cancellationToken);
            Assert.Equal("SUCCEEDED", run.Status());
            Assert.All(run["stages"]!.AsArray(), stage => Assert.Equal("SUCCEEDED", stage!.Status()));

            // Each webhook had its effect, and repeats of a call carried the key of the first.
            var effects = receiver.Effects.Values.Where(path => path.EndsWith(label, StringComparison.Ordinal)).Order();
            Assert.Equal(["first", "last", "left", "right"], effects.Select(path => path.Split('/')[1]));
        }
    }

    /// <summary>Starts a run, decides what waits, and goes on until the server is gone.</summary>
    private static async Task WorkAsync(Api api, Receiver receiver, List<StartedRun> acknowledged, HashSet<string> decided, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(api, receiver, acknowledged, cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                foreach (var (id, _) in acknowledged.Where(run => !decided.Contains(run.Id)).ToList())
                {
                    if (await DecideAsync(api, id, cancellationToken))
                        decided.Add(id);
                }

                await Task.Delay(10, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // The server was killed under the request: it was not acknowledged.
        }
    }

    private static async Task StartAsync(Api api, Receiver receiver, List<StartedRun> acknowledged, CancellationToken cancellationToken)
    {
        var label = Guid.NewGuid().ToString("N");
        var body = new JsonObject { ["parameters"] = new JsonObject { ["receiver"] = receiver.Address, ["label"] = label } };

        // The key makes the start safe to repeat; an unacknowledged one may or may not have happened, and is repeated until it is known.
        while (true)
        {
            try
            {
                var (status, answer) = await api.SendAsync(HttpMethod.Post, "/api/pipelines/survivor/runs", body, idempotencyKey: label, cancellationToken);
                Assert.Equal(HttpStatusCode.Accepted, status);
                acknowledged.Add(new(answer["id"]!.ToString(), label));
                return;
            }
            catch (HttpRequestException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(10, cancellationToken);
            }
        }
    }

    private static async Task<bool> DecideAsync(Api api, string id, CancellationToken cancellationToken)
    {
        var run = await api.GetAsync($"/api/runs/{id}", cancellationToken);
        if (!run.Stage("choose").Waits())
            return run.Stage("choose").Status() == "SUCCEEDED";
        var body = new JsonObject { ["decision"] = "continue", ["input"] = "green" };
        var (status, _) = await api.SendAsync(HttpMethod.Post, $"/api/runs/{id}/stages/choose/judge", body, cancellationToken: cancellationToken);
        return status is HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Accepted;
    }

    private static async Task<JsonNode> FinishAsync(Api api, string id, CancellationToken cancellationToken)
    {
        await api.WaitForRunAsync(id, run => run["endedAt"] is not null || run.Stage("choose").Waits() || run.Stage("choose").Status() == "SUCCEEDED", cancellationToken);
        await DecideAsync(api, id, cancellationToken);
        return await api.WaitForEndAsync(id, cancellationToken);
    }

    private sealed record StartedRun(string Id, string Label);
}
