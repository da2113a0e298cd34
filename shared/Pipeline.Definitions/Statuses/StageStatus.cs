using System.Text.Json.Serialization;

namespace Pipeline.Definitions;

/// <summary>A stage's status, with Spinnaker's names on the wire (orca's <c>ExecutionStatus</c>).</summary>
[JsonConverter(typeof(NamedValueConverter<StageStatus>))]
public enum StageStatus
{
    /// <summary>It has not begun: what it depends on has not ended yet, or ended so that it never will begin.</summary>
    [JsonStringEnumMemberName("NOT_STARTED")] NotStarted,

    /// <summary>It works or waits.</summary>
    [JsonStringEnumMemberName("RUNNING")] Running,

    /// <summary>Its run is paused.</summary>
    [JsonStringEnumMemberName("PAUSED")] Paused,

    /// <summary>It did its work.</summary>
    [JsonStringEnumMemberName("SUCCEEDED")] Succeeded,

    /// <summary>It failed and the failure is ignored: stages behind it start.</summary>
    [JsonStringEnumMemberName("FAILED_CONTINUE")] FailedContinue,

    /// <summary>It failed and fails the run.</summary>
    [JsonStringEnumMemberName("TERMINAL")] Terminal,

    /// <summary>It was cancelled.</summary>
    [JsonStringEnumMemberName("CANCELED")] Canceled,

    /// <summary>It failed and ends its branch only.</summary>
    [JsonStringEnumMemberName("STOPPED")] Stopped,

    /// <summary>It had nothing to do or was skipped: stages behind it start.</summary>
    [JsonStringEnumMemberName("SKIPPED")] Skipped,
}
