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
        await using var repository = await DemoRepository.StartAsync(cancellationToken);
        await using var cluster = await DemoCluster.StartAsync(cancellationToken);
        using var api = new PipelineApi(server.Address, server.AdminToken);
        await using var display = DemoDisplay.Create();
        display.Say($"Pipeline serves on {server.Address}");

        await PrepareAsync(api, echo, repository, cluster, cancellationToken);
        display.Say("A simulated Kubernetes cluster runs beside it; to look into it:");
        DemoDisplay.Give($"kubectl --kubeconfig {cluster.KubeconfigFile} --namespace {DemoCluster.Namespace} get replicasets,pods,services");
        await DeployFirstAsync(api, await repository.PushAsync("Put things into the cart", "1.0", cancellationToken), cancellationToken);
        display.Say($"Yesterday's version was deployed by hand: the Service 'checkout' sends traffic to {Serving(cluster)}.");

        repository.FireHooks(new Uri(server.Address, "api/hooks/git/demo"));
        var commit = await repository.PushAsync("Take payments", "1.1", cancellationToken);
        display.Say($"Commit {commit[..7]} was pushed to {repository.Url}, whose hook told Pipeline.");

        var happened = await PushedAsync(api, cancellationToken);
        var id = happened["run"]?.ToString() ?? throw new InvalidOperationException($"The push started no run: {happened["refusals"]}");
        display.Say($"The trigger '{happened["trigger"]}' started run {happened["number"]} of 'checkout'. To look at it, paste the token {server.AdminToken} at its page:");
        DemoDisplay.Give(new Uri(server.Address, $"runs/{id}").AbsoluteUri);

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
        display.Say($"The Service 'checkout' sends traffic to {Serving(cluster)}.");
        return run["status"]?.ToString() == "SUCCEEDED" ? 0 : 1;
    }

    /// <summary>What the product made of the push; the hook was answered before the push was, and the outcome follows within a moment.</summary>
    private static async Task<JsonNode> PushedAsync(PipelineApi api, CancellationToken cancellationToken)
    {
        while (true)
        {
            var events = await api.GetAsync("/api/pipelines/checkout/events", cancellationToken);
            if (events["items"]!.AsArray() is [{ } newest, ..])
                return newest;
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private static string Serving(DemoCluster cluster) => string.Join(" and ", cluster.ServingImages());

    /// <summary>Starts the pipeline that deploys and asks nobody, and waits for its end.</summary>
    private static async Task DeployFirstAsync(PipelineApi api, string commit, CancellationToken cancellationToken)
    {
        var started = await api.SendAsync(
            HttpMethod.Post, "/api/pipelines/checkout-first/runs", new JsonObject { ["parameters"] = new JsonObject { ["commit"] = commit } }, cancellationToken);
        var run = await new RunFollower(api, TimeProvider.System).FollowAsync(started["id"]!.ToString(), static _ => Task.CompletedTask, cancellationToken);
        if (run["status"]?.ToString() != "SUCCEEDED")
            throw new InvalidOperationException($"The first version was not deployed: {run["stages"]?[0]?["error"]?["message"] ?? run["status"]}");
    }

    private static async Task PrepareAsync(PipelineApi api, EchoService echo, DemoRepository repository, DemoCluster cluster, CancellationToken cancellationToken)
    {
        await api.SendAsync(HttpMethod.Put, "/api/settings/source-repositories/demo", new JsonObject
        {
            ["description"] = "The demo's git server",
            ["with"] = new JsonObject { ["host"] = "git", ["url"] = repository.Server.AbsoluteUri, ["webhookSecret"] = repository.HookSecret },
        }, cancellationToken);
        await api.SendAsync(HttpMethod.Put, "/api/applications/shop", new JsonObject { ["description"] = "The demo's shop" }, cancellationToken);
        await api.SendAsync(HttpMethod.Put, $"/api/applications/shop/members/{Approver}", new JsonObject { ["roles"] = new JsonArray("approver") }, cancellationToken);
        await api.SendAsync(HttpMethod.Put, "/api/settings/deployment-targets/demo", new JsonObject
        {
            ["description"] = "The demo's cluster",
            ["with"] = new JsonObject
            {
                ["access"] = "kubeconfig",
                ["kubeconfig"] = cluster.Kubeconfig,
                ["namespaces"] = new JsonArray(DemoCluster.Namespace),
                ["defaultNamespace"] = DemoCluster.Namespace,
            },
        }, cancellationToken);
        await PutPipelineAsync(api, echo, "checkout-first", "first.yaml", cancellationToken);
        await PutPipelineAsync(api, echo, "checkout", "pipeline.yaml", cancellationToken);
    }

    private static async Task PutPipelineAsync(PipelineApi api, EchoService echo, string name, string file, CancellationToken cancellationToken)
    {
        var document = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, file), cancellationToken);
        document = document.Replace("http://localhost:7072", echo.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
        await api.PutDocumentAsync($"/api/pipelines/{name}", document, "application/yaml", cancellationToken);
    }

    private static void Ask(DemoDisplay display, JsonObject stage, Uri link)
    {
        var what = stage["type"]?.ToString() == "feature.judgement" ? "a judgement: choose, and let the run go on or stop it" : "an approval: let the run go on or stop it";
        display.Say($"'{stage["name"]}' waits for {what}. Open this link to decide as {Approver}, an approver of the shop:");
        DemoDisplay.Give(link.AbsoluteUri);
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
        if (stage["waitingFor"]!["question"]!["options"] is JsonArray { Count: > 0 } options)
            form["input"] = options[0]!.ToString();
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(link, content, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The decision on '{stage["id"]}' was refused with {(int)answer.StatusCode}.");
    }
}
