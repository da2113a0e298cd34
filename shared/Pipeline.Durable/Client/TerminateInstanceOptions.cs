namespace Pipeline.Durable.Client;

/// <summary>How an instance is terminated.</summary>
/// <param name="Output">What becomes its output, usually the reason.</param>
/// <param name="Recursive">Whether its sub-orchestrations are terminated too. Functions host: refused with <see cref="NotSupportedException"/>.</param>
public sealed record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
