using System.Text.Json.Nodes;
using Pipeline.Functions.Commands;

namespace Pipeline.Demo;

/// <summary>The demo from end to end: starts everything, applies the sample pipeline, runs it, and waits for (or makes) its decisions.</summary>
internal static class DemoRun
{
    private const string Approver = "ann";

    /// <summary>Runs the demo; 0 only when the run SUCCEEDED.</summary>
    public static async Task<int> RunAsync(bool decideByItself, CancellationToken cancellationToken)
    {
        await using var echo = await EchoService.StartAsync(cancellationToken);
        await using var server = await DemoServer.StartAsync(cancellationToken);
        using var api = new PipelineApi(server.Address, server.AdminToken);
        await using var display = DemoDisplay.Create();
        display.Say($"Pipeline serves on {server.Address}");

        await PrepareAsync(api, cancellationToken);
        var started = await api.SendAsync(HttpMethod.Post, "/api/pipelines/checkout/runs", new JsonObject
        {
            ["parameters"] = new JsonObject { ["version"] = "1.4.2", ["echo"] = echo.Address.AbsoluteUri.TrimEnd('/') },
            ["comment"] = "Started by the demo",
        }, cancellationToken);
        var id = started["id"]!.ToString();
        display.Say($"Run {started["number"]} of 'checkout' has started. To look at it, paste the token {server.AdminToken} at its page:");
        DemoDisplay.Give(new Uri(server.Address, $"runs/{id}"));

        var asked = new HashSet<string>();
        var run = await new RunFollower(api, TimeProvider.System).FollowAsync(id, async _ =>
        {
            var now = await api.GetAsync($"/api/runs/{id}", cancellationToken);
            display.Show(now);
            foreach (var stage in Waiting(now).Where(stage => asked.Add(stage["id"]!.ToString())))
            {
                var link = await LinkAsync(api, id, stage, cancellationToken);
                if (decideByItself)
                    await DecideAsync(link, stage, cancellationToken);
                else
                    Ask(display, stage, link);
            }
        }, cancellationToken);

        display.Finish(run);
        return run["status"]?.ToString() == "SUCCEEDED" ? 0 : 1;
    }

    private static async Task PrepareAsync(PipelineApi api, CancellationToken cancellationToken)
    {
        await api.SendAsync(HttpMethod.Put, "/api/applications/shop", new JsonObject { ["description"] = "The demo's shop" }, cancellationToken);
        await api.SendAsync(HttpMethod.Put, $"/api/applications/shop/members/{Approver}", new JsonObject { ["roles"] = new JsonArray("approver") }, cancellationToken);
        var document = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "pipeline.yaml"), cancellationToken);
        await api.PutDocumentAsync("/api/pipelines/checkout", document, "application/yaml", cancellationToken);
    }

    private static void Ask(DemoDisplay display, JsonObject stage, Uri link)
    {
        var what = stage["type"]?.ToString() == "feature.judgement" ? "a judgement: choose, and let the run go on or stop it" : "an approval: let the run go on or stop it";
        display.Say($"'{stage["name"]}' waits for {what}. Open this link to decide as {Approver}, an approver of the shop:");
        DemoDisplay.Give(link);
    }

    private static IEnumerable<JsonObject> Waiting(JsonNode run) => (run["stages"] as JsonArray ?? []).OfType<JsonObject>()
        .Where(stage => stage["waitingFor"]?["question"] is not null);

    private static async Task<Uri> LinkAsync(PipelineApi api, string runId, JsonObject stage, CancellationToken cancellationToken)
    {
        var issued = await api.SendAsync(
            HttpMethod.Post, $"/api/runs/{runId}/stages/{stage["id"]}/links", new JsonObject { ["subject"] = Approver }, cancellationToken);
        return new Uri(issued["url"]!.ToString());
    }

    /// <summary>Does what a person does on the page behind the link: sends its form.</summary>
    private static async Task DecideAsync(Uri link, JsonObject stage, CancellationToken cancellationToken)
    {
        using var browser = new HttpClient();
        var form = new Dictionary<string, string> { ["decision"] = "continue", ["comment"] = "Decided by the demo itself" };
        if (stage["type"]?.ToString() == "feature.judgement")
            form["input"] = "production";
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(link, content, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The decision on '{stage["id"]}' was refused with {(int)answer.StatusCode}.");
    }
}
