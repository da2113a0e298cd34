using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Pipeline.Stages.Notifications;

/// <summary>
/// Tells whoever delivers messages in this process, at once, which runs have something to tell. What is lost here (the process ends, or
/// nobody reads) the next sweep finds, for the records are what counts.
/// </summary>
public sealed class NotificationSignal
{
    // A process in which nobody reads must not grow.
    private const int Most = 10_000;

    private readonly Channel<string> channel = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, bool> waiting = new(StringComparer.Ordinal);

    /// <summary>Something may have to be told of the run. A run that waits for its turn already waits once.</summary>
    public void Notify(string run)
    {
        if (waiting.Count < Most && waiting.TryAdd(run, true))
            channel.Writer.TryWrite(run);
    }

    /// <summary>The runs, as they are notified.</summary>
    public async IAsyncEnumerable<string> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var run in channel.Reader.ReadAllAsync(cancellationToken))
        {
            // Before it is looked at: what happens from now on is news again.
            waiting.TryRemove(run, out _);
            yield return run;
        }
    }
}
