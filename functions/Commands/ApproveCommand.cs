using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline approve RUN STAGE [--stop] [--input OPTION] [--comment TEXT]</c>: decides a judgement or an approval.</summary>
internal static class ApproveCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's id." };
        var stage = new Argument<string>("stage") { Description = "The stage's id." };
        var stop = new Option<bool>("--stop") { Description = "Refuse instead." };
        var input = new Option<string?>("--input") { Description = "The option to choose, when the stage offers some." };
        var comment = new Option<string?>("--comment") { Description = "Kept with the decision." };
        return new Command("approve", "Decide a stage that waits for a person.") { run, stage, stop, input, comment }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var decision = parsed.GetValue(stop) ? "stop" : "continue";
            var body = new JsonObject { ["decision"] = decision };
            if (parsed.GetValue(input) is { } option)
                body["input"] = option;
            if (parsed.GetValue(comment) is { } text)
                body["comment"] = text;
            var path = $"/api/runs/{Uri.EscapeDataString(parsed.GetRequiredValue(run))}/stages/{Uri.EscapeDataString(parsed.GetRequiredValue(stage))}/judge";
            await api.SendAsync(HttpMethod.Post, path, body, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{parsed.GetValue(stage)}: {decision} is recorded.");
            return 0;
        });
    }
}
