using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Retention;

/// <summary>How long runs that have ended are kept. A run goes when either says so; what is null keeps every run.</summary>
public sealed record RunRetention
{
    /// <summary>The greatest number that <see cref="Keep"/> may have.</summary>
    public const int MostKept = 100_000;

    /// <summary>The shortest time that <see cref="For"/> may be.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromHours(1);

    /// <summary>How many of the newest ended runs are kept, 1 to <see cref="MostKept"/>.</summary>
    public int? Keep { get; init; }

    /// <summary>How long after its end a run is kept, <see cref="Shortest"/> or longer.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan? For { get; init; }

    /// <summary>Whether a run has been kept for long enough. The newest run that went well is kept in any case; that is for the caller to see to.</summary>
    /// <param name="endedAt">When the run ended.</param>
    /// <param name="younger">How many runs that have ended are younger.</param>
    /// <param name="now">The time.</param>
    public bool IsOver(DateTimeOffset endedAt, int younger, DateTimeOffset now) => younger >= Keep || now - endedAt >= For;
}
