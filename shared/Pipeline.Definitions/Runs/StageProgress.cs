namespace Pipeline.Definitions.Runs;

/// <summary>How far one stage of a run is.</summary>
/// <param name="Status">Its status.</param>
/// <param name="FailsRunLater">With <see cref="StageStatus.Stopped"/>: the run fails once its other branches are through.</param>
public readonly record struct StageProgress(StageStatus Status, bool FailsRunLater = false)
{
    /// <summary>The state of a stage that ended.</summary>
    public static implicit operator StageProgress(StageEnd end) => FromStageEnd(end);

    /// <summary>The state of a stage that ended.</summary>
    public static StageProgress FromStageEnd(StageEnd end) => new(end.Status, end.FailsRunLater);
}
