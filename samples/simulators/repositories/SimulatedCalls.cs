namespace Pipeline.Simulators.Repositories;

/// <summary>How many calls a server takes, and what else goes wrong with them.</summary>
/// <param name="time">The server's clock.</param>
public sealed class SimulatedCalls(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<int> _failures = new();
    private DateTimeOffset _resetAt = time.GetUtcNow().AddHours(1);
    private int _made;

    /// <summary>How many calls are taken in an hour.</summary>
    public int Limit { get; set; } = 5_000;

    /// <summary>When the hour ends.</summary>
    public DateTimeOffset ResetAt
    {
        get
        {
            lock (_gate)
                return _resetAt;
        }
    }

    /// <summary>How many calls are left in this hour.</summary>
    public int Remaining
    {
        get
        {
            lock (_gate)
                return Math.Max(0, Limit - _made);
        }
    }

    /// <summary>How long callers are asked to stay away, besides the hourly limit; null: they are not.</summary>
    public TimeSpan? Pause { get; set; }

    /// <summary>Answers the next calls with these status codes.</summary>
    public void Fail(params ReadOnlySpan<int> statuses)
    {
        lock (_gate)
        {
            foreach (var status in statuses)
                _failures.Enqueue(status);
        }
    }

    /// <summary>Counts a call.</summary>
    /// <returns>Whether it is taken, and the status code that it is to fail with; null: none.</returns>
    public (bool IsTaken, int? Failure) Take()
    {
        lock (_gate)
        {
            if (time.GetUtcNow() is var now && now >= _resetAt)
                (_made, _resetAt) = (0, now.AddHours(1));
            var taken = _made < Limit;
            _made += taken ? 1 : 0;
            return (taken, _failures.TryDequeue(out var failure) ? failure : null);
        }
    }
}
