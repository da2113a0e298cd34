using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline rerun RUN [-p key=value]… [--default key]… [--follow]</c>: starts a run's pipeline again with the run's parameters, as it is defined now.</summary>
internal static class RerunCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's id." };
        var parameters = ParameterOption.Create("A parameter that changes, as key=value; may be repeated.");
        var defaults = new Option<string[]>("--default") { Description = "A parameter that is not taken over, so that its default applies; may be repeated.", HelpName = "key" };
        var comment = new Option<string?>("--comment") { Description = "Why the run is started again; kept in its record." };
        var follow = new Option<bool>("--follow") { Description = "Show what happens until the run has ended; exit code 0 only when it SUCCEEDED. Ctrl+C leaves the run going." };

        return new Command("rerun", "Start a run again, with the same parameters but for those given.") { run, parameters, defaults, comment, follow }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var changed = ParameterOption.Read(parsed.GetValue(parameters) ?? []);
            foreach (var name in parsed.GetValue(defaults) ?? [])
                changed[name] = null;
            var body = new JsonObject { ["parameters"] = changed, ["comment"] = parsed.GetValue(comment) ?? "" };
            var started = await api.SendAsync(HttpMethod.Post, $"/api/runs/{Uri.EscapeDataString(parsed.GetRequiredValue(run))}/rerun", body, cancellationToken);
            var id = RunText.Text(started["id"]);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Run {started["number"]} started: {id}");
            return parsed.GetValue(follow) ? await FollowedRun.PrintAsync(api, id, parsed.InvocationConfiguration, cancellationToken) : 0;
        });
    }
}
