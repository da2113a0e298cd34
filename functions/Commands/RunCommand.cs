using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline run NAME [-p key=value]… [--follow]</c>: starts a run. With <c>--follow</c> the exit code is 0 only when it SUCCEEDED.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The pipeline's name." };
        var parameters = new Option<string[]>("--parameter", "-p") { Description = "A parameter as key=value; may be repeated.", HelpName = "key=value" };
        var comment = new Option<string?>("--comment") { Description = "Why the run is started; kept in its record." };
        var follow = new Option<bool>("--follow") { Description = "Show what happens until the run has ended; exit code 0 only when it SUCCEEDED. Ctrl+C leaves the run going." };
        parameters.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"-p '{token.Value}' is not key=value.");
            foreach (var twice in result.Tokens.GroupBy(token => token.Value.Split('=')[0], StringComparer.Ordinal).Where(group => group.Count() > 1))
                result.AddError($"-p gives '{twice.Key}' twice.");
        });

        return new Command("run", "Start a run of a pipeline.") { name, parameters, comment, follow }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var body = new JsonObject { ["parameters"] = Parameters(parsed.GetValue(parameters) ?? []), ["comment"] = parsed.GetValue(comment) ?? "" };
            var started = await api.SendAsync(HttpMethod.Post, $"/api/pipelines/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}/runs", body, cancellationToken);
            var id = RunText.Text(started["id"]);
            await output.WriteLineAsync($"Run {started["number"]} started: {id}");
            return parsed.GetValue(follow) ? await FollowedRun.PrintAsync(api, id, parsed.InvocationConfiguration, cancellationToken) : 0;
        });
    }

    private static JsonObject Parameters(string[] assignments)
    {
        var parameters = new JsonObject();
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            parameters[assignment[..equals]] = assignment[(equals + 1)..];
        }

        return parameters;
    }
}
