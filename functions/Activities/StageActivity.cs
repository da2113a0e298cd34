using Pipeline.Durable;
using Pipeline.Stages.Kernel;

namespace Pipeline.Functions.Activities;

/// <summary>The activity of a stage type: one step of one of its stages. Every type has one of its own name, so that metrics tell them apart.</summary>
internal sealed class StageActivity(StageKernel kernel) : TaskActivity<StageStepRequest, StageStepResult>
{
    public override Task<StageStepResult> RunAsync(TaskActivityContext context, StageStepRequest input) =>
        kernel.ExecuteAsync(input, context.CancellationToken);
}
