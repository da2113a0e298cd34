using Pipeline.Durable;

namespace Pipeline.Functions.Orchestrations;

/// <summary>Carries a generation of a run from its first stage to its end. It decides only by the rules of Pipeline.Definitions.</summary>
public sealed class RunPipeline : TaskOrchestrator<RunPipelineInput, string?>
{
    /// <inheritdoc/>
    public override async Task<string?> RunAsync(TaskOrchestrationContext context, RunPipelineInput input)
    {
        using var execution = new RunPipelineExecution(context, input);
        return await execution.RunAsync();
    }
}
