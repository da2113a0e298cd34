using System.Collections.Concurrent;

namespace Pipeline.Simulators.Kubernetes;

/// <summary>Failures that a test orders.</summary>
public sealed class SimulatedFaults
{
    private readonly ConcurrentQueue<(int Status, int? RetryAfterSeconds)> _next = new();

    /// <summary>Whether connections are cut instead of answered.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>Orders failures of the next requests.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="count">How many.</param>
    /// <param name="retryAfterSeconds">What the answer says about trying again; null: nothing.</param>
    public void Fail(int status, int count = 1, int? retryAfterSeconds = null)
    {
        for (var index = 0; index < count; index++)
            _next.Enqueue((status, retryAfterSeconds));
    }

    /// <summary>Takes the failure of this request; null when it succeeds.</summary>
    internal (int Status, int? RetryAfterSeconds)? Take() => _next.TryDequeue(out var fault) ? (fault.Status, fault.RetryAfterSeconds) : null;
}
