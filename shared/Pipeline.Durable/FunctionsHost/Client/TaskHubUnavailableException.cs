namespace Pipeline.Durable.FunctionsHost.Client;

/// <summary>The Durable extension cannot be reached now: its host is starting, restarting, or gone. Asking again later may succeed.</summary>
/// <param name="message">What could not be done.</param>
/// <param name="cause">The failed call; null when there was no address to call.</param>
public sealed class TaskHubUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
