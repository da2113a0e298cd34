namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>How long answers that stream may last: until the client goes, the server stops, or the slice is over that the client asked for.</summary>
internal sealed class StreamLimits(IHostApplicationLifetime lifetime, TimeProvider time)
{
    // Shorter than the idle timeouts of common proxies (60 s) and of Azure's load balancer (4 min).
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestSlice = TimeSpan.FromHours(1);

    /// <summary>Begins a stream. Its <see cref="OpenStream.Ended"/> is cancelled when nobody reads it any more.</summary>
    /// <param name="context">The request.</param>
    /// <param name="slice">How long it lasts, as a duration; null: no limit of its own.</param>
    public OpenStream Open(HttpContext context, string? slice)
    {
        var until = slice is null ? (DateTimeOffset?)null : time.GetUtcNow() + Field.Duration("slice", slice, LongestSlice);
        return new OpenStream(until, time, context.RequestAborted, lifetime.ApplicationStopping);
    }

    /// <summary>One stream's limits.</summary>
    internal sealed class OpenStream(DateTimeOffset? until, TimeProvider time, CancellationToken aborted, CancellationToken stopping) : IDisposable
    {
        private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);

        /// <summary>Cancelled when the client has gone or the server stops.</summary>
        public CancellationToken Ended => _ended.Token;

        /// <summary>Whether the slice is over.</summary>
        public bool IsOver => until <= time.GetUtcNow();

        /// <summary>How long to wait for news at most before a sign of life is due.</summary>
        public TimeSpan NextHeartbeat => Bounded(Heartbeat);

        /// <summary>How long to wait for news at most before looking whether any can still come.</summary>
        public TimeSpan NextLook => Bounded(LookAgain);

        public void Dispose() => _ended.Dispose();

        private TimeSpan Bounded(TimeSpan patience)
        {
            var left = until - time.GetUtcNow();
            return left < patience ? TimeSpan.FromTicks(Math.Max(left.Value.Ticks, 0)) : patience;
        }
    }
}
