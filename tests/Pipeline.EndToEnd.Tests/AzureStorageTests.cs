using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The same executable with everything in a storage account. The emulator has one account, so these tests take turns, as methods of one class do.</summary>
public sealed class AzureStorageTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private const string Document = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: release, application: shop }
        spec:
          parameters: [ { name: receiver, required: true } ]
          stages:
            - { id: announce, type: feature.webhook, with: { url: "${parameters.receiver}/announce", payload: { key: "${secrets.key}" } } }
            - { id: rest, type: feature.wait, with: { duration: 500ms } }
            - { id: choose, type: feature.judgement, dependsOn: [announce, rest], with: { instructions: "Where to?", options: [blue, green] } }
            - { id: sign-off, type: feature.approval, dependsOn: [rest], with: { instructions: "Release it?" } }
            - { id: deploy, type: feature.webhook, dependsOn: [choose, sign-off], with: { url: "${parameters.receiver}/deploy/${#judgment('choose')}" } }
        """;

    private readonly int _port = FreePort.Next();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_goes_on_in_the_next_process_with_its_secrets_and_links_when_the_first_is_killed()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync(CancellationToken);
        string run;
        Uri link;
        await using (var killed = await StartAsync(folder))
        {
            using var admin = killed.Client();
            await admin.DoAsync(HttpMethod.Put, "/api/applications/shop", new JsonObject(), CancellationToken);
            await admin.AddMemberAsync("shop", "ann", "approver", CancellationToken);
            await admin.DoAsync(HttpMethod.Put, "/api/settings/secrets/key", new JsonObject { ["value"] = "the-secret-value" }, CancellationToken);
            await admin.ApplyAsync("release", Document, CancellationToken);
            run = await admin.StartAsync("release", CancellationToken, new JsonObject { ["receiver"] = receiver.Address });
            await admin.WaitForRunAsync(run, now => now.Stage("sign-off").Waits() && now.Stage("choose").Waits(), CancellationToken);
            var issued = await admin.DoAsync(HttpMethod.Post, $"/api/runs/{run}/stages/sign-off/links", new JsonObject { ["subject"] = "ann" }, CancellationToken);
            link = new Uri(issued["url"]!.ToString());
            await JudgeAsync(admin, run, "green");
            await killed.KillAsync();
        }

        await using var next = await StartAsync(folder);
        using var api = next.Client();
        using var browser = new HttpClient();
        using var form = new FormUrlEncodedContent([new("decision", "continue")]);
        using var approved = await browser.PostAsync(link, form, CancellationToken);
        var second = await api.StartAsync("release", CancellationToken, new JsonObject { ["receiver"] = receiver.Address });

        Assert.Contains("waiting for that", next.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        var ended = await api.WaitForEndAsync(run, CancellationToken);
        Assert.Equal("SUCCEEDED", ended.Status());
        Assert.Equal("ann", ended.Stage("sign-off")["outputs"]!["decidedBy"]!.ToString());
        Assert.Equal(1, receiver.Effects.Values.Count(path => path == "/deploy/green"));

        // The next process decrypts what the first one's key ring encrypted.
        var begun = await api.WaitForRunAsync(second, now => now.Stage("announce")["endedAt"] is not null, CancellationToken);
        Assert.Equal("SUCCEEDED", begun.Stage("announce").Status());
        Assert.DoesNotContain("the-secret-value", begun.ToJsonString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "data")), "Nothing is kept in a folder.");
        Assert.Equal(0, await next.StopAsync(CancellationToken));
    }

    [Fact]
    public async Task A_second_process_is_refused_in_one_line_that_names_the_holder_and_starts_at_once_when_the_holder_has_stopped()
    {
        using var folder = new TemporaryFolder();
        await using var holder = await StartAsync(folder);

        var start = BuiltProgram.StartInfo(BuiltProgram.Server, "--urls", "http://127.0.0.1:0");
        foreach (var (name, value) in await SettingsAsync())
            start.Environment[name] = value;
        var (exitCode, _, error) = await BuiltProgram.RunAsync(start, CancellationToken);

        Assert.Equal(1, exitCode);
        Assert.Contains($"process {holder.ProcessId} on {Environment.MachineName}", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        Assert.Equal(0, await holder.StopAsync(CancellationToken));
        await using var next = await StartAsync(folder);
        Assert.DoesNotContain("waiting", next.Output, StringComparison.Ordinal);
        Assert.Equal(0, await next.StopAsync(CancellationToken));
    }

    [Fact]
    public async Task A_process_that_was_suspended_until_another_took_the_account_over_stops_and_says_why()
    {
        using var folder = new TemporaryFolder();
        await using var suspended = await StartAsync(folder);
        await suspended.PauseAsync(CancellationToken);
        await using var successor = await StartAsync(folder, FreePort.Next());
        await suspended.ContinueAsync(CancellationToken);

        Assert.Equal(1, await suspended.WaitForExitAsync(CancellationToken));
        Assert.Single(suspended.Output.Split('\n'), line => line.Contains("Another process owns the storage account", StringComparison.Ordinal));
        using var api = successor.Client();
        await api.GetAsync("/api/me", CancellationToken);
        Assert.Equal(0, await successor.StopAsync(CancellationToken));
    }

    [Fact]
    public async Task An_account_out_of_reach_is_one_clear_line_that_names_its_address()
    {
        var start = BuiltProgram.StartInfo(BuiltProgram.Server, "--urls", "http://127.0.0.1:0");
        var nowhere = $"http://127.0.0.1:{FreePort.Next()}";
        start.Environment["AzureWebJobsStorage"] =
            $"AccountName={AzuriteServer.AccountName};AccountKey={AzuriteServer.AccountKey};BlobEndpoint={nowhere}/blob;TableEndpoint={nowhere}/table";

        var (exitCode, _, error) = await BuiltProgram.RunAsync(start, CancellationToken);

        Assert.Equal(1, exitCode);
        Assert.Contains(nowhere, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain(AzuriteServer.AccountKey, error, StringComparison.Ordinal);
    }

    private static Task<JsonNode> JudgeAsync(Api api, string run, string choice) => api.DoAsync(
        HttpMethod.Post, $"/api/runs/{run}/stages/choose/judge", new JsonObject { ["decision"] = "continue", ["input"] = choice }, CancellationToken);

    private async Task<ServerProcess> StartAsync(TemporaryFolder folder, int? port = null) =>
        await ServerProcess.StartAsync(Path.Combine(folder.Path, "data"), CancellationToken, port ?? _port, settings: await SettingsAsync());

    private async Task<Dictionary<string, string>> SettingsAsync() => new()
    {
        ["AzureWebJobsStorage"] = await azurite.GetConnectionStringAsync(),
        ["PIPELINE_LEASE_SECONDS"] = "15",
    };
}
