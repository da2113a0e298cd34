using Pipeline.Durable;
using Pipeline.Functions.Orchestrations;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Activities;

/// <summary>Records that a run has ended, and tells the stage that started it.</summary>
internal sealed class CompleteRunActivity(RunEndings endings) : TaskActivity<RunEnding, string?>
{
    public override async Task<string?> RunAsync(TaskActivityContext context, RunEnding input)
    {
        await endings.EndAsync(input.Run, input.Generation, input.Status, reason: null, context.CancellationToken);
        return null;
    }
}
