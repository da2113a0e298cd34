using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Concurrency;

/// <summary>What becomes of the runs that wait when a newer one comes to wait too.</summary>
[JsonConverter(typeof(NamedValueConverter<ConcurrencyPolicy>))]
public enum ConcurrencyPolicy
{
    /// <summary>They go on waiting; the one that waits longest goes first.</summary>
    [JsonStringEnumMemberName("queue")] Queue,

    /// <summary>The newer one supersedes them. One that a stage of another run waits for stays: its end would fail that stage.</summary>
    [JsonStringEnumMemberName("latest-only")] LatestOnly,
}
