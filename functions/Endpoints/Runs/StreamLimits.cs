using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>
/// How long answers that stream may last: until the client goes, the server stops, or the slice is over that the client asked for. The
/// Functions host passes an answer on when it is whole, so there a stream ends with its first news, or after a while without any; its
/// reader asks for what comes behind.
/// </summary>
internal sealed class StreamLimits(ServerOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // Shorter than callers and proxies wait for the beginning of an answer.
    private static readonly TimeSpan LongestWholeAnswer = TimeSpan.FromSeconds(20);


    // Shorter than the idle timeouts of common proxies (60 s) and of Azure's load balancer (4 min).
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestSlice = TimeSpan.FromHours(1);

    /// <summary>Begins a stream. Its <see cref="OpenStream.Ended"/> is cancelled when nobody reads it any more.</summary>
    /// <param name="context">The request.</param>
    /// <param name="slice">How long it lasts, as a duration; null: no limit of its own.</param>
    public OpenStream Open(HttpContext context, string? slice)
    {
        var length = slice is null ? (TimeSpan?)null : Field.Duration("slice", slice, LongestSlice);
        var isWhole = options.Mode is HostingMode.Functions;
        if (isWhole && !(length < LongestWholeAnswer))
            length = LongestWholeAnswer;
        return new OpenStream(time.GetUtcNow() + length, isWhole, time, context.RequestAborted, lifetime.ApplicationStopping);
    }

    /// <summary>One stream's limits.</summary>
    internal sealed class OpenStream(DateTimeOffset? until, bool endsWithNews, TimeProvider time, CancellationToken aborted, CancellationToken stopping) : IDisposable
    {
        private bool _toldNews;

        private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);

        /// <summary>Cancelled when the client has gone or the server stops.</summary>
        public CancellationToken Ended => _ended.Token;

        /// <summary>How soon a reader that was cut off may come back.</summary>
        public TimeSpan ComeBackAfter => endsWithNews ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(2);

        /// <summary>Whether the slice is over.</summary>
        public bool IsOver => (endsWithNews && _toldNews) || until <= time.GetUtcNow();

        /// <summary>Says that news have been written.</summary>
        public void ToldNews() => _toldNews = true;

        /// <summary>How long to wait for news at most before a sign of life is due.</summary>
        public TimeSpan NextHeartbeat => Bounded(Heartbeat);

        /// <summary>How long to wait for news at most before looking whether any can still come.</summary>
        public TimeSpan NextLook => Bounded(LookAgain);

        public void Dispose() => _ended.Dispose();

        private TimeSpan Bounded(TimeSpan patience)
        {
            if (IsOver)
                return TimeSpan.Zero;
            var left = until - time.GetUtcNow();
            return left < patience ? TimeSpan.FromTicks(Math.Max(left.Value.Ticks, 0)) : patience;
        }
    }
}
