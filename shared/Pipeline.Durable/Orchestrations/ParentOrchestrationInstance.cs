namespace Pipeline.Durable;

/// <summary>The orchestration that started a sub-orchestration.</summary>
/// <param name="Name">Its orchestrator's name.</param>
/// <param name="InstanceId">Its instance id.</param>
public sealed record ParentOrchestrationInstance(TaskName Name, string InstanceId);
