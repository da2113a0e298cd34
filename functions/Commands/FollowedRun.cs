using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>A run on the terminal until it has ended: what happens, who is asked for what and how to answer, and the end.</summary>
internal static class FollowedRun
{
    /// <summary>Prints it; 0 only when the run SUCCEEDED. Ctrl+C ends the printing, never the run.</summary>
    public static async Task<int> PrintAsync(PipelineApi api, string id, InvocationConfiguration terminal, CancellationToken cancellationToken)
    {
        try
        {
            var run = await new RunFollower(api, TimeProvider.System).FollowAsync(id, item => PrintAsync(api, id, item, terminal.Output, cancellationToken), cancellationToken);
            foreach (var line in RunText.Run(run))
                await terminal.Output.WriteLineAsync(line);
            return RunText.Text(run["status"]) == "SUCCEEDED" ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"The run goes on. See it with 'pipeline get run {id} --follow', end it with 'pipeline cancel {id}'.");
            return ServerConnection.Interrupted;
        }
    }

    private static async Task PrintAsync(PipelineApi api, string id, JsonNode item, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(RunText.Event(item));
        if (RunText.Text(item["type"]) != "stage.waiting")
            return;

        var run = await api.GetAsync($"/api/runs/{id}", cancellationToken);
        var stage = (run["stages"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(stage => RunText.Text(stage["id"]) == RunText.Text(item["stage"]));
        foreach (var line in stage is null ? [] : RunText.Question(id, stage))
            await output.WriteLineAsync($"          {line}");
    }
}
