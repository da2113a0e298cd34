namespace Pipeline.Durable.Client;

/// <summary>How an orchestration instance is started.</summary>
/// <param name="InstanceId">Its id; null: a new random one.</param>
/// <param name="StartAt">When it starts; null: now.</param>
public sealed record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
{
    /// <summary>The orchestrator version it starts with, and keeps; null: the name's default version.</summary>
    public string? Version { get; init; }

    /// <summary>What is to be kept with the instance for people and tools; the engine does nothing with it.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
