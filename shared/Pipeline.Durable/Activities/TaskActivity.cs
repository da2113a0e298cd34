namespace Pipeline.Durable;

/// <summary>An activity as a worker runs it. Implement <see cref="TaskActivity{TInput, TOutput}"/> instead of this interface.</summary>
public interface ITaskActivity
{
    /// <summary>The type the recorded input is read as.</summary>
    Type InputType { get; }

    /// <summary>The type the result is written as.</summary>
    Type OutputType { get; }

    /// <summary>Runs the activity once.</summary>
    Task<object?> RunAsync(TaskActivityContext context, object? input);
}

/// <summary>
/// A piece of outside work. It runs at least once: after a crash it may run again, so what it does outside must be idempotent.
/// An exception fails it, and reaches the orchestrator as <see cref="TaskFailedException"/>.
/// </summary>
/// <typeparam name="TInput">The input.</typeparam>
/// <typeparam name="TOutput">The result.</typeparam>
public abstract class TaskActivity<TInput, TOutput> : ITaskActivity
{
    Type ITaskActivity.InputType => typeof(TInput);

    Type ITaskActivity.OutputType => typeof(TOutput);

    /// <summary>Does the work.</summary>
    public abstract Task<TOutput> RunAsync(TaskActivityContext context, TInput input);

    async Task<object?> ITaskActivity.RunAsync(TaskActivityContext context, object? input) =>
        await RunAsync(context, input is null ? default! : (TInput)input);
}
