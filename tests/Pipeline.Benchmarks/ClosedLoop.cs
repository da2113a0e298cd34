using System.Diagnostics;

namespace Pipeline.Benchmarks;

/// <summary>Load from clients that each wait for an answer before they ask again.</summary>
internal static class ClosedLoop
{
    /// <summary>Asks for <paramref name="duration"/> and returns how many answers came a second.</summary>
    public static async Task<double> MeasureAsync(Func<Task> askAsync, int clients, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            var count = 0L;
            for (; clock.Elapsed < duration; count++)
                await askAsync();
            return count;
        }));
        return answers.Sum() / clock.Elapsed.TotalSeconds;
    }
}
