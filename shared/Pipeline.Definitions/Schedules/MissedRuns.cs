using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Schedules;

/// <summary>What happens to occurrences of a schedule that passed while nobody looked.</summary>
[JsonConverter(typeof(NamedValueConverter<MissedRuns>))]
public enum MissedRuns
{
    /// <summary>The newest of them is made up for, once, unless it is too long ago.</summary>
    [JsonStringEnumMemberName("run-once")]
    RunOnce,

    /// <summary>None is made up for.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,
}
