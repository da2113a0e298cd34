using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline cancel RUN [--reason TEXT]</c>: ends a run and what its stages began.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's id." };
        var reason = new Option<string?>("--reason") { Description = "Kept in the run's record." };
        return new Command("cancel", "Cancel a run.") { run, reason }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(run);
            await api.SendAsync(HttpMethod.Post, $"/api/runs/{Uri.EscapeDataString(id)}/cancel", new JsonObject { ["reason"] = parsed.GetValue(reason) ?? "" }, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Run {id} is being cancelled.");
            return 0;
        });
    }
}
