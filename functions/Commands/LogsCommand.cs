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
            await new LogFollower(api).WriteAsync(
                parsed.GetRequiredValue(run), parsed.GetRequiredValue(stage), parsed.GetValue(follow), parsed.InvocationConfiguration.Output, cancellationToken);
            return 0;
        });
    }
}
