using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Stages;

/// <summary>A stage type as the kernel calls it, its input's type aside. Implemented by <see cref="Stage{TInput}"/> alone.</summary>
public interface IStage
{
    /// <summary>As <see cref="Stage{TInput}.ExecuteAsync"/>, with the input still as JSON.</summary>
    internal ValueTask<StageStep> ExecuteAsync(StageExecution execution, JsonTypeInfo input, CancellationToken cancellationToken);

    /// <summary>As <see cref="Stage{TInput}.CancelAsync"/>, with the input still as JSON.</summary>
    internal ValueTask<JsonObject?> CancelAsync(StageExecution execution, JsonTypeInfo input, CancellationToken cancellationToken);
}
