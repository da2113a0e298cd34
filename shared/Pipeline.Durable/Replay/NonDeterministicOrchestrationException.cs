namespace Pipeline.Durable;

/// <summary>
/// An orchestrator did not do what its history says it did, or it waits for something that is not durable. The instance fails with this.
/// </summary>
/// <param name="message">Which event differed, and what to do.</param>
public sealed class NonDeterministicOrchestrationException(string message) : Exception(message), INonRetriableFailure;
