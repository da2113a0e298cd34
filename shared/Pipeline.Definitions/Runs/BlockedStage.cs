using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Runs;

/// <summary>A stage that will never run in this run.</summary>
/// <param name="StageId">The stage.</param>
/// <param name="Cause">What keeps it from running.</param>
/// <param name="ByStageId">The stage that stopped, failed or was cancelled; null when a person cancelled the run.</param>
public sealed record BlockedStage(string StageId, BlockCause Cause, string? ByStageId)
{
    /// <summary>The sentence that a run's record shows as the stage's reason.</summary>
    [JsonIgnore]
    public string Reason => Cause switch
    {
        BlockCause.StoppedBranch => $"blocked by a stopped branch: stage '{ByStageId}' stopped",
        BlockCause.RunFailed => $"the run failed at stage '{ByStageId}' before this stage could start",
        _ when ByStageId is not null => $"the run was canceled at stage '{ByStageId}' before this stage could start",
        _ => "the run was canceled before this stage could start",
    };
}

/// <summary>What keeps a stage from ever running.</summary>
[JsonConverter(typeof(NamedValueConverter<BlockCause>))]
public enum BlockCause
{
    /// <summary>The branches that lead to it stopped.</summary>
    [JsonStringEnumMemberName("stopped-branch")]
    StoppedBranch,

    /// <summary>The run failed.</summary>
    [JsonStringEnumMemberName("run-failed")]
    RunFailed,

    /// <summary>The run was cancelled.</summary>
    [JsonStringEnumMemberName("run-canceled")]
    RunCanceled,
}
