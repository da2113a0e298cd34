using System.CommandLine;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline logs RUN STAGE [-f]</c>: prints a stage's log, with <c>-f</c> as it grows until the stage has ended.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's id." };
        var stage = new Argument<string>("stage") { Description = "The stage's id." };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the stage has ended." };
        return new Command("logs", "Print a stage's log.") { run, stage, follow }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var path = $"/api/runs/{Uri.EscapeDataString(parsed.GetRequiredValue(run))}/stages/{Uri.EscapeDataString(parsed.GetRequiredValue(stage))}/log"
                + (parsed.GetValue(follow) ? "?follow=true" : "");
            using var response = await api.OpenAsync(path, lastEventId: null, cancellationToken);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
                await parsed.InvocationConfiguration.Output.WriteLineAsync(line);
            return 0;
        });
    }
}
