namespace Pipeline.Durable;

/// <summary>An orchestrator or an activity is called that is not registered under that name and version.</summary>
/// <param name="message">What was asked for and what is known.</param>
public sealed class UnknownTaskException(string message) : Exception(message), INonRetriableFailure;
