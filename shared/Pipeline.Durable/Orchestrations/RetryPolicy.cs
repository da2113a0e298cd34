namespace Pipeline.Durable;

/// <summary>
/// How often and how fast a failed activity or sub-orchestration is tried again. Waits are durable timers: they survive restarts.
/// A failure marked as not retriable ends the attempts.
/// </summary>
public sealed class RetryPolicy
{
    /// <summary>Creates a policy.</summary>
    /// <param name="maxNumberOfAttempts">All attempts counted, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">The wait before the second attempt; over zero.</param>
    /// <param name="backoffCoefficient">What each further wait is multiplied by; at least 1.</param>
    /// <param name="maxRetryInterval">The longest wait; null: one hour.</param>
    /// <param name="retryTimeout">No attempt starts later than this after the first; null: no such limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the exception names it.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1.0))
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "The coefficient must be at least 1.");
        if (maxRetryInterval is { } longest && longest < firstRetryInterval)
            throw new ArgumentOutOfRangeException(nameof(maxRetryInterval), longest, "It must not be shorter than the first interval.");
        if (retryTimeout is { } limit && limit != Timeout.InfiniteTimeSpan && limit < firstRetryInterval)
            throw new ArgumentOutOfRangeException(nameof(retryTimeout), limit, "It must not be shorter than the first interval.");

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? (firstRetryInterval > DefaultMaxRetryInterval ? firstRetryInterval : DefaultMaxRetryInterval);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    private static readonly TimeSpan DefaultMaxRetryInterval = TimeSpan.FromHours(1);

    /// <summary>All attempts counted, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The wait before the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>What each further wait is multiplied by.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>No attempt starts later than this after the first; <see cref="Timeout.InfiniteTimeSpan"/>: no such limit.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Whether a failure is worth another attempt; null: every one is. Must be deterministic.</summary>
    public Func<TaskFailureDetails, bool>? HandleFailure { get; init; }

    /// <summary>
    /// The wait before the next attempt, or null when there is to be none.
    /// </summary>
    /// <param name="failedAttempts">How many attempts have failed, at least 1.</param>
    /// <param name="elapsed">Time since the first attempt, by the orchestration's clock.</param>
    /// <param name="failure">The last attempt's failure.</param>
    public TimeSpan? NextDelay(int failedAttempts, TimeSpan elapsed, TaskFailureDetails failure)
    {
        if (failedAttempts >= MaxNumberOfAttempts || failure.IsNonRetriable || HandleFailure?.Invoke(failure) == false)
            return null;
        // The power may pass what a TimeSpan holds; Min in double brings it back into range.
        var ticks = Math.Min(FirstRetryInterval.Ticks * Math.Pow(BackoffCoefficient, failedAttempts - 1), MaxRetryInterval.Ticks);
        var delay = TimeSpan.FromTicks((long)ticks);
        return RetryTimeout != Timeout.InfiniteTimeSpan && elapsed + delay > RetryTimeout ? null : delay;
    }
}
