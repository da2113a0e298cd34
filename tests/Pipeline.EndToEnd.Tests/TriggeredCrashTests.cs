using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Kills the server over and over while hooks come, runs wait for their slot, and people are told.</summary>
public sealed class TriggeredCrashTests
{
    private const int Seed = 20261126;
    private const string Secret = "the-secret-of-the-crashing-hook";

    private const string Document = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: triggered }
        spec:
          concurrency: { max: 1 }
          parameters:
            - { name: receiver, required: true }
            - { name: label, required: true }
          triggers:
            - { type: webhook, id: hook, source: build }
          notifications:
            - { channel: told, on: [complete, failed] }
          stages:
            - { id: begin, type: feature.webhook, with: { url: "${parameters.receiver}/begin/${parameters.label}" } }
            - { id: rest, type: feature.wait, dependsOn: [begin], with: { duration: 50ms } }
            - { id: end, type: feature.webhook, dependsOn: [rest], with: { url: "${parameters.receiver}/end/${parameters.label}" } }
        """;

    private static int Kills => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase) ? 40 : 6;

    [Fact]
    public async Task Every_hook_that_was_answered_is_one_run_one_at_a_time_that_is_told_of_under_one_id()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync(cancellation);
        var random = new Random(Seed);
        var port = FreePort.Next();
        var answered = new HashSet<string>(StringComparer.Ordinal);

        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, cancellation, port);
            using var api = server.Client();
            if (kill == 0)
                await PrepareAsync(api, receiver, cancellation);
            using var load = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var before = answered.Count;
            var calling = CallAsync(server.Address, receiver, answered, load.Token);

            // Every third kill falls anywhere, into the first hook too; the others fall into what hooks have begun.
            if (kill % 3 != 0)
                await Eventually.TrueAsync(() => answered.Count > before || calling.IsCompleted, cancellationToken: cancellation);
            await Task.Delay(random.Next(0, 500), cancellation);
            await server.KillAsync();
            await load.CancelAsync();
            await calling;
        }

        await using var last = await ServerProcess.StartAsync(folder.Path, cancellation, port);
        using var client = last.Client();
        Assert.True(answered.Count >= Kills / 2, $"Only {answered.Count} hooks were answered.");
        var runs = await Eventually.GetAsync(
            () => RunsAsync(client, cancellation),
            runs => runs.Count >= answered.Count && runs.All(run => run.Status() == "SUCCEEDED"),
            TimeSpan.FromMinutes(3),
            cancellation);

        // A hook whose answer was lost may or may not have been taken; one that was answered has exactly one run.
        var labels = runs.Select(run => run["parameters"]!["label"]!.ToString()).ToArray();
        Assert.Equal(labels.Length, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.Subset(labels.ToHashSet(StringComparer.Ordinal), answered);

        // One at a time: no run began before the one before it had ended.
        var spans = runs.Select(run => (From: Time(run, "startedAt"), To: Time(run, "endedAt"))).OrderBy(span => span.From).ToArray();
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From, $"{pair.First} and {pair.Second} were under way at once."));

        var told = await Eventually.GetAsync(
            () => Task.FromResult(receiver.Messages.Keys.ToArray()), messages => messages.Length >= runs.Count, TimeSpan.FromMinutes(2), cancellation);
        Assert.Equal(runs.Select(run => run["id"]!.ToString()).Order(StringComparer.Ordinal), told.Select(message => message.Split('/')[0]).Order(StringComparer.Ordinal));
    }

    private static async Task PrepareAsync(Api api, Receiver receiver, CancellationToken cancellationToken)
    {
        await api.DoAsync(HttpMethod.Put, "/api/settings/webhook-sources/build", new JsonObject { ["with"] = new JsonObject { ["secret"] = Secret } }, cancellationToken);
        var channel = new JsonObject { ["transport"] = "webhook", ["url"] = $"{receiver.Address}/told", ["signingKey"] = "a-signing-key-of-the-tests" };
        await api.DoAsync(HttpMethod.Put, "/api/settings/notifications/told", new JsonObject { ["with"] = channel }, cancellationToken);
        await api.ApplyAsync("triggered", Document, cancellationToken);
    }

    /// <summary>Calls the hook, each call until it is answered, as a sender that redelivers does, until the server is gone.</summary>
    private static async Task CallAsync(Uri server, Receiver receiver, HashSet<string> answered, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = server };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        try
        {
            while (true)
            {
                var label = Guid.NewGuid().ToString("N");
                var body = new JsonObject { ["parameters"] = new JsonObject { ["receiver"] = receiver.Address, ["label"] = label } }.ToJsonString();
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/build") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                request.Headers.Add("Idempotency-Key", label);
                using var response = await client.SendAsync(request, cancellationToken);
                Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
                answered.Add(label);
                await Task.Delay(100, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // The server was killed under the request: it was not answered.
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> RunsAsync(Api api, CancellationToken cancellationToken)
    {
        var runs = new List<JsonNode>();
        string? after = null;
        do
        {
            var page = await api.GetAsync($"/api/runs?pipeline=triggered&take=200{(after is null ? "" : $"&after={after}")}", cancellationToken);
            foreach (var item in page["items"]!.AsArray())
                runs.Add(await api.GetAsync($"/api/runs/{item!["id"]}", cancellationToken));
            after = page["after"]?.ToString();
        }
        while (after is not null);

        return runs;
    }

    private static DateTimeOffset Time(JsonNode run, string field) => DateTimeOffset.Parse(run[field]!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
}
