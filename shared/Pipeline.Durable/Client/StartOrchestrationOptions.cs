namespace Pipeline.Durable.Client;

/// <summary>How an orchestration instance is started.</summary>
/// <param name="InstanceId">Its id; null: a new random one.</param>
/// <param name="StartAt">When it starts; null: now.</param>
public sealed record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
{
    /// <summary>The orchestrator version it starts with, and keeps; null: the name's default version.</summary>
    public string? Version { get; init; }
}
