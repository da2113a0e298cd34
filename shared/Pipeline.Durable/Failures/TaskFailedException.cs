namespace Pipeline.Durable;

/// <summary>Thrown into an orchestrator when an activity or a sub-orchestration it awaits has failed.</summary>
/// <param name="taskName">The failed task's name.</param>
/// <param name="taskId">Its id in the orchestration's history.</param>
/// <param name="failureDetails">Why it failed, with the whole chain of causes.</param>
public sealed class TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
    : Exception($"Task '{taskName}' (#{taskId}) failed: {failureDetails.ErrorMessage}")
{
    /// <summary>The failed task's name.</summary>
    public string TaskName { get; } = taskName;

    /// <summary>The failed task's id in the orchestration's history.</summary>
    public int TaskId { get; } = taskId;

    /// <summary>Why it failed, with the whole chain of causes.</summary>
    public TaskFailureDetails FailureDetails { get; } = failureDetails;
}
