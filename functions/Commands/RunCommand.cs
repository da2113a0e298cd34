using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline run NAME [-p key=value]… [--follow | --dry-run]</c>: starts a run. With <c>--follow</c> the exit code is 0 only when it SUCCEEDED; with <c>--dry-run</c> nothing is started and it is 0 only when nothing would fail.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The pipeline's name." };
        var parameters = ParameterOption.Create("A parameter as key=value; may be repeated.");
        var comment = new Option<string?>("--comment") { Description = "Why the run is started; kept in its record." };
        var follow = new Option<bool>("--follow") { Description = "Show what happens until the run has ended; exit code 0 only when it SUCCEEDED. Ctrl+C leaves the run going." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Start nothing; show what the run would do, and what cannot be known before. Exit code 0 only when nothing would fail." };

        return new Command("run", "Start a run of a pipeline.") { name, parameters, comment, follow, dryRun }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var body = new JsonObject { ["parameters"] = ParameterOption.Read(parsed.GetValue(parameters) ?? []), ["comment"] = parsed.GetValue(comment) ?? "" };
            var path = $"/api/pipelines/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}/runs";
            if (parsed.GetValue(dryRun))
                return await PlanText.PrintAsync(await api.SendAsync(HttpMethod.Post, $"{path}?dryRun=true", body, cancellationToken), output);

            var started = await api.SendAsync(HttpMethod.Post, path, body, cancellationToken);
            var id = RunText.Text(started["id"]);
            await output.WriteLineAsync($"Run {started["number"]} started: {id}");
            return parsed.GetValue(follow) ? await FollowedRun.PrintAsync(api, id, parsed.InvocationConfiguration, cancellationToken) : 0;
        });
    }
}
