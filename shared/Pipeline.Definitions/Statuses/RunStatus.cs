using System.Text.Json.Serialization;

namespace Pipeline.Definitions;

/// <summary>A run's status, with Spinnaker's names on the wire (orca's <c>ExecutionStatus</c>).</summary>
[JsonConverter(typeof(NamedValueConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Its start is recorded and has not been carried out yet.</summary>
    [JsonStringEnumMemberName("NOT_STARTED")] NotStarted,

    /// <summary>It waits for its concurrency slot.</summary>
    [JsonStringEnumMemberName("BUFFERED")] Buffered,

    /// <summary>Stages work or wait.</summary>
    [JsonStringEnumMemberName("RUNNING")] Running,

    /// <summary>A person paused it: no further stage starts.</summary>
    [JsonStringEnumMemberName("PAUSED")] Paused,

    /// <summary>It ended well.</summary>
    [JsonStringEnumMemberName("SUCCEEDED")] Succeeded,

    /// <summary>It failed.</summary>
    [JsonStringEnumMemberName("TERMINAL")] Terminal,

    /// <summary>It was cancelled.</summary>
    [JsonStringEnumMemberName("CANCELED")] Canceled,
}
