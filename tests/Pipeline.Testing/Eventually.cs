using System.Diagnostics;

namespace Pipeline.Testing;

/// <summary>Waits for what happens by itself, as long as needed and no longer.</summary>
public static class Eventually
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks every 10 ms until the answer satisfies; a deadline (30 s by default) turns endless waiting into a failure that shows the last answer.</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static async Task<T> GetAsync<T>(
        Func<Task<T>> ask, Func<T, bool> satisfies, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (satisfies(answer))
                return answer;
            if (clock.Elapsed > (deadline ?? _patience))
                throw new TimeoutException($"Not within {deadline ?? _patience}; the last answer was: {answer}");
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <inheritdoc cref="GetAsync{T}"/>
    public static Task TrueAsync(Func<bool> condition, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        GetAsync(() => Task.FromResult(condition()), static holds => holds, deadline, cancellationToken);
}
