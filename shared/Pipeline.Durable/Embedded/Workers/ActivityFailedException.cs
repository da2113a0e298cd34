namespace Pipeline.Durable.Embedded.Workers;

/// <summary>An activity that ran elsewhere has failed, and said why in the protocol's own form.</summary>
/// <param name="details">Why.</param>
internal sealed class ActivityFailedException(TaskFailureDetails details) : Exception(details.ErrorMessage)
{
    /// <summary>Why, with the whole chain of causes.</summary>
    public TaskFailureDetails Details { get; } = details;
}
