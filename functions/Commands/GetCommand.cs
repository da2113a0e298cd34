using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline get pipelines | runs | run ID [--follow] [--json]</c>: shows what there is.</summary>
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
                TextTable.Lines(["NAME", "APPLICATION", "REVISION", "STAGES"], Items(answer).Select(item => Cells(item, "name", "application", "revision", "stages")))));

    private static Command Runs(Option<bool> json)
    {
        var pipeline = new Option<string?>("--pipeline") { Description = "Only runs of this pipeline." };
        var take = new Option<int>("--take") { Description = "How many, newest first.", DefaultValueFactory = _ => 20 };
        return new Command("runs", "Runs, newest first.") { json, pipeline, take }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var filter = parsed.GetValue(pipeline) is { } name ? $"&pipeline={Uri.EscapeDataString(name)}" : "";
            return await PrintAsync(parsed, json, await api.GetAsync($"/api/runs?take={parsed.GetValue(take)}{filter}", cancellationToken), answer =>
                TextTable.Lines(["ID", "PIPELINE", "NUMBER", "STATUS", "STARTED", "BY"], Items(answer).Select(item =>
                    Cells(item, "id", "pipeline", "number", "status").Concat([RunText.Moment(item["startedAt"]), RunText.Text(item["startedBy"])]).ToArray())));
        });
    }

    private static Command OneRun(Option<bool> json)
    {
        var id = new Argument<string>("id") { Description = "The run's id." };
        var follow = new Option<bool>("--follow") { Description = "Show what happens until the run has ended; exit code 0 only when it SUCCEEDED." };
        return new Command("run", "One run and its stages.") { id, json, follow }.WithServer(async (api, parsed, cancellationToken) => parsed.GetValue(follow)
            ? await FollowedRun.PrintAsync(api, parsed.GetRequiredValue(id), parsed.InvocationConfiguration, cancellationToken)
            : await PrintAsync(parsed, json, await api.GetAsync($"/api/runs/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", cancellationToken), RunText.Run));
    }

    private static IEnumerable<JsonObject> Items(JsonNode answer) => (answer["items"] as JsonArray ?? []).OfType<JsonObject>();

    private static string[] Cells(JsonObject item, params string[] names) => [.. names.Select(name => RunText.Text(item[name]))];

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
