namespace Pipeline.Durable;

/// <summary>Registers orchestrators and activities that are no more than a function.</summary>
public static class TaskFunctions
{
    /// <summary>Registers a function as an orchestrator.</summary>
    public static DurableTaskRegistry AddOrchestratorFunc<TInput, TOutput>(
        this DurableTaskRegistry registry, TaskName name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator, string version = "") =>
        registry.AddOrchestrator(name, version, _ => new FunctionOrchestrator<TInput, TOutput>(orchestrator));

    /// <summary>Registers a function as an activity.</summary>
    public static DurableTaskRegistry AddActivityFunc<TInput, TOutput>(
        this DurableTaskRegistry registry, TaskName name, Func<TaskActivityContext, TInput, Task<TOutput>> activity) =>
        registry.AddActivity(name, _ => new FunctionActivity<TInput, TOutput>(activity));

    private sealed class FunctionOrchestrator<TInput, TOutput>(Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator)
        : TaskOrchestrator<TInput, TOutput>
    {
        public override Task<TOutput> RunAsync(TaskOrchestrationContext context, TInput input) => orchestrator(context, input);
    }

    private sealed class FunctionActivity<TInput, TOutput>(Func<TaskActivityContext, TInput, Task<TOutput>> activity)
        : TaskActivity<TInput, TOutput>
    {
        public override Task<TOutput> RunAsync(TaskActivityContext context, TInput input) => activity(context, input);
    }
}
