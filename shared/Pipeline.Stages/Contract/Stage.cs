using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Stages;

/// <summary>
/// A stage type: one typed input and one re-entrant method that does a bounded piece of work. The kernel owns everything else: timers,
/// timeouts, signals, cancellation, status, logs, expressions. A step may run twice (a crash after it, before its end was recorded), so
/// every outside effect carries <see cref="StageExecution.IdempotencyKey"/> or is found again before it is repeated.
/// </summary>
/// <typeparam name="TInput">The stage's <c>with</c>, after its expressions were evaluated.</typeparam>
public abstract class Stage<TInput> : IStage
    where TInput : class
{
    /// <summary>Does the next piece of work and says how the stage goes on.</summary>
    /// <exception cref="StageFailedException">The stage fails with that error. Any other exception fails it too, as an unexpected one.</exception>
    public abstract ValueTask<StageStep> ExecuteAsync(StageExecution<TInput> execution, CancellationToken cancellationToken);

    /// <summary>
    /// Undoes or stops what the stage began outside, once, when its run or its stage is cancelled or has timed out. What it returns becomes
    /// the stage's outputs; an exception is recorded with the stage and does not keep it from ending.
    /// </summary>
    public virtual ValueTask<JsonObject?> CancelAsync(StageExecution<TInput> execution, CancellationToken cancellationToken) => default;

    ValueTask<StageStep> IStage.ExecuteAsync(StageExecution execution, JsonTypeInfo input, CancellationToken cancellationToken) =>
        ExecuteAsync(Typed(execution, input), cancellationToken);

    ValueTask<JsonObject?> IStage.CancelAsync(StageExecution execution, JsonTypeInfo input, CancellationToken cancellationToken) =>
        CancelAsync(Typed(execution, input), cancellationToken);

    private static StageExecution<TInput> Typed(StageExecution execution, JsonTypeInfo input)
    {
        try
        {
            return new(execution, execution.RawInput.Deserialize((JsonTypeInfo<TInput>)input)
                ?? throw new StageFailedException("The stage's 'with' is empty."));
        }
        catch (JsonException exception)
        {
            throw StageFailedException.InvalidInput(exception);
        }
    }
}
