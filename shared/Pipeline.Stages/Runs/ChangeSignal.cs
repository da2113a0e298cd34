using System.Collections.Concurrent;

namespace Pipeline.Stages.Runs;

/// <summary>
/// Tells those who wait for news of something in this process at once. Another process's news is not seen: whoever waits looks again
/// after a while by himself.
/// </summary>
internal sealed class ChangeSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiters = new(StringComparer.Ordinal);

    /// <summary>Completes at the next <see cref="Notify"/> for the key. Take it before looking, so that no news falls between.</summary>
    public Task Next(string key) =>
        waiters.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes everybody who waits for the key.</summary>
    public void Notify(string key)
    {
        if (waiters.TryRemove(key, out var waiter))
            waiter.SetResult();
    }
}
