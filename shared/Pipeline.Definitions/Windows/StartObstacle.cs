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
}

/// <summary>One thing that keeps something from starting, up to a moment.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Until">When it no longer does, in UTC; null: never.</param>
/// <param name="Description">The windows that are closed, or the reason for the freeze.</param>
public sealed record StartObstacle(StartObstacleKind Kind, DateTimeOffset? Until, string Description)
{
    /// <summary>The obstacle as a sentence for people.</summary>
    public override string ToString()
    {
        var until = Until is { } moment ? $" until {UtcText.Format(moment)}" : "";
        return Kind is StartObstacleKind.Freeze ? $"Frozen{until}: {Description}" : $"Outside the execution window{until}: {Description}";
    }
}
