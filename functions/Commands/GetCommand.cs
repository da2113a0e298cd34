using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline get pipelines | runs | run ID [-o json]</c>: shows what there is.</summary>
internal static class GetCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the server's JSON as it is." };
        return new Command("get", "Show pipelines, runs or one run.") { Pipelines(json), Runs(json), OneRun(json) };
    }

    private static Command Pipelines(Option<bool> json) =>
        new Command("pipelines", "All pipelines.") { json }.WithServer(async (api, parsed, cancellationToken) =>
            await PrintAsync(parsed, json, await api.GetAsync("/api/pipelines", cancellationToken), answer =>
                Items(answer, "pipelines").Select(item => $"{RunText.Text(item["name"]),-40} {RunText.Text(item["application"]),-20} revision {item["revision"]}")));

    private static Command Runs(Option<bool> json)
    {
        var pipeline = new Option<string?>("--pipeline") { Description = "Only runs of this pipeline." };
        var take = new Option<int>("--take") { Description = "How many, newest first.", DefaultValueFactory = _ => 20 };
        return new Command("runs", "Runs, newest first.") { json, pipeline, take }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var filter = parsed.GetValue(pipeline) is { } name ? $"&pipeline={Uri.EscapeDataString(name)}" : "";
            return await PrintAsync(parsed, json, await api.GetAsync($"/api/runs?take={parsed.GetValue(take)}{filter}", cancellationToken), answer =>
                Items(answer, "runs").Select(item => $"{RunText.Text(item["id"])}  {RunText.Text(item["status"]),-15} {RunText.Text(item["pipeline"])} #{item["number"]}"));
        });
    }

    private static Command OneRun(Option<bool> json)
    {
        var id = new Argument<string>("id") { Description = "The run's id." };
        return new Command("run", "One run and its stages.") { id, json }.WithServer(async (api, parsed, cancellationToken) =>
            await PrintAsync(parsed, json, await api.GetAsync($"/api/runs/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", cancellationToken), RunText.Run));
    }

    private static IEnumerable<JsonObject> Items(JsonNode answer, string name) => (answer[name] as JsonArray ?? answer["items"] as JsonArray ?? []).OfType<JsonObject>();

    private static async Task<int> PrintAsync(ParseResult parsed, Option<bool> json, JsonNode answer, Func<JsonNode, IEnumerable<string>> lines)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(json))
            await output.WriteLineAsync(answer.ToJsonString(JsonOutput.Indented));
        else
            foreach (var line in lines(answer))
                await output.WriteLineAsync(line);
        return 0;
    }
}
