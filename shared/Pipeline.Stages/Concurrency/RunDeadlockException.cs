using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Concurrency;

/// <summary>A run would wait for ever for a slot: whoever holds it waits for this run to end.</summary>
public sealed class RunDeadlockException(string message) : RunException(message);
