namespace Pipeline.Durable;

/// <summary>
/// An orchestrator as the executor runs it. Implement <see cref="TaskOrchestrator{TInput, TOutput}"/> instead of this interface.
/// </summary>
public interface ITaskOrchestrator
{
    /// <summary>The type the recorded input is read as.</summary>
    Type InputType { get; }

    /// <summary>The type the result is written as.</summary>
    Type OutputType { get; }

    /// <summary>Runs the orchestrator from its beginning; what already happened is replayed through <paramref name="context"/>.</summary>
    Task<object?> RunAsync(TaskOrchestrationContext context, object? input);
}

/// <summary>
/// Orchestrator code: decides what happens next, and nothing else. It must be deterministic: time, identifiers, waiting and outside work only
/// through the <see cref="TaskOrchestrationContext"/>; no <c>ConfigureAwait(false)</c>, no <c>Task.Run</c>, no <c>Task.Delay</c>.
/// </summary>
/// <typeparam name="TInput">The input, serialized when the instance starts.</typeparam>
/// <typeparam name="TOutput">The result, serialized when the instance completes.</typeparam>
public abstract class TaskOrchestrator<TInput, TOutput> : ITaskOrchestrator
{
    Type ITaskOrchestrator.InputType => typeof(TInput);

    Type ITaskOrchestrator.OutputType => typeof(TOutput);

    /// <summary>The orchestration.</summary>
    /// <param name="context">The only way to the outside.</param>
    /// <param name="input">The input; the type's default when the instance was started without one.</param>
    public abstract Task<TOutput> RunAsync(TaskOrchestrationContext context, TInput input);

    async Task<object?> ITaskOrchestrator.RunAsync(TaskOrchestrationContext context, object? input) =>
        await RunAsync(context, input is null ? default! : (TInput)input);
}
