using System.Text.Json.Serialization;
using Pipeline.Definitions.TimeZones;

namespace Pipeline.Definitions.Windows;

/// <summary>What kind of thing keeps something from starting.</summary>
[JsonConverter(typeof(NamedValueConverter<StartObstacleKind>))]
public enum StartObstacleKind
{
    /// <summary>It is outside every execution window.</summary>
    [JsonStringEnumMemberName("closed-window")]
    ClosedWindow,

    /// <summary>The application is frozen.</summary>
    [JsonStringEnumMemberName("freeze")]
    Freeze,

    /// <summary>The window is open, and its jitter spreads the starts.</summary>
    [JsonStringEnumMemberName("jitter")]
    Jitter,

    /// <summary>The run is paused.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,
}

/// <summary>One thing that keeps something from starting, up to a moment.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Until">When it no longer does, in UTC; null: never.</param>
/// <param name="Description">The windows that are closed, the reason for the freeze, or what else there is to say.</param>
/// <param name="Name">The freeze's name; null for other obstacles.</param>
public sealed record StartObstacle(StartObstacleKind Kind, DateTimeOffset? Until, string Description, string? Name = null)
{
    /// <summary>The obstacle in words for people.</summary>
    public override string ToString() => (Kind, Until) switch
    {
        (StartObstacleKind.Freeze, { } end) => $"the freeze '{Name}' holds until {UtcText.Format(end)} ({Description})",
        (StartObstacleKind.Freeze, null) => $"the freeze '{Name}' holds ({Description})",
        (StartObstacleKind.ClosedWindow, { } opening) => $"its window opens at {UtcText.Format(opening)} ({Description})",
        (StartObstacleKind.ClosedWindow, null) => $"its window does not open any more ({Description})",
        (StartObstacleKind.Jitter, { } over) => $"its start is delayed until {UtcText.Format(over)} ({Description})",
        _ => Description,
    };
}
