using Pipeline.Durable;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Orchestrations;

/// <summary>Carries a stage on that did not end in its first step: from poll to poll, or asleep until a signal comes.</summary>
public sealed class RunStage : TaskOrchestrator<RunStageInput, string?>
{
    /// <summary>History starts over after so many steps.</summary>
    private const int EnoughSteps = 50;

    /// <inheritdoc/>
    public override async Task<string?> RunAsync(TaskOrchestrationContext context, RunStageInput input)
    {
        using var over = new CancellationTokenSource();
        var waits = new StageWaits(context, over.Token);
        var next = input.Continuation;
        for (var steps = 0; ; steps++)
        {
            if (steps >= EnoughSteps && !waits.HasNews)
            {
                over.Cancel();
                context.ContinueAsNew(input with { Continuation = next });
                return null;
            }

            var (mode, signal) = await waits.NextAsync(next);
            var request = new StageStepRequest
            {
                Run = input.Run,
                Generation = input.Generation,
                Stage = input.Stage,
                Attempt = next.Attempt,
                Step = next.Step,
                Instance = context.InstanceId,
                Mode = mode,
                Cursor = next.Cursor,
                Signal = signal,
            };
            var result = await context.CallActivityAsync<StageStepResult>(input.Activity, request, RunActivities.UntilDone);
            if (result.Ended is { } ending)
            {
                over.Cancel();
                context.SendEvent(
                    RunDocument.InstanceOf(input.Run, input.Generation), RunOrchestration.StageEnded, new StageEndedMessage(input.Stage, ending));
                return null;
            }

            next = result.Continues!;
        }
    }
}
