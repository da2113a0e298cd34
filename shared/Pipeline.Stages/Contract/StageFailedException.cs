using System.Text.Json;

namespace Pipeline.Stages;

/// <summary>Ends a stage as failed from any depth of its code.</summary>
public sealed class StageFailedException(StageError error, Exception? innerException = null) : Exception(error.Message, innerException)
{
    /// <summary>A failure that has no code of its own.</summary>
    public StageFailedException(string message)
        : this(new StageError("failed", message))
    {
    }

    /// <summary>What the stage fails with.</summary>
    public StageError Error { get; } = error;

    internal static StageFailedException InvalidInput(JsonException exception) =>
        new(new StageError("invalid-input", $"The evaluated 'with' does not fit the stage: {exception.Message}"), exception);
}
