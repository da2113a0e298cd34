using Pipeline.Definitions;
using Pipeline.Definitions.Runs;

namespace Pipeline.Stages.Runs;

/// <summary>Whether a run, as it is, takes a command; and if not, why, and what to do instead. Pure.</summary>
public static class RunCommandRules
{
    /// <summary>Why a run cannot be cancelled; null when it can.</summary>
    public static string? RefuseCancel(RunDocument run) => run.Status.IsComplete() ? Ended(run, "There is nothing left to cancel") : null;

    /// <summary>Why a run cannot be paused; null when it can.</summary>
    public static string? RefusePause(RunDocument run) => run switch
    {
        { Status: var status } when status.IsComplete() => Ended(run, "There is nothing left to pause"),
        { Cancel: not null } => $"Run '{run.Id}' is being cancelled: nothing starts any more. Wait for its end.",
        { Status: RunStatus.Paused } => $"Run '{run.Id}' is PAUSED already. Resume it to let it go on.",
        { Status: RunStatus.Running } => null,
        _ => $"Run '{run.Id}' is {StatusNames.Of(run.Status)}; only a run that is RUNNING can pause. Wait until it has begun, or cancel it.",
    };

    /// <summary>Why a run cannot be resumed; null when it can.</summary>
    public static string? RefuseResume(RunDocument run) => run switch
    {
        { Status: var status } when status.IsComplete() => Ended(run, "There is nothing left to resume"),
        { Cancel: not null } => $"Run '{run.Id}' is being cancelled: nothing starts any more. Wait for its end.",
        { Status: RunStatus.Paused } => null,
        _ => $"Run '{run.Id}' is {StatusNames.Of(run.Status)}; only a run that is PAUSED can resume. It goes on by itself.",
    };

    /// <summary>Why no stage of a run can be restarted; null when one that has ended can.</summary>
    public static string? RefuseRestart(RunDocument run) => run.Status.IsComplete()
        ? null
        : $"Run '{run.Id}' is {StatusNames.Of(run.Status)}. Wait until it has ended, or cancel it, then restart the stage.";

    /// <summary>Why a stage of an ended run cannot be restarted, to be put behind its status; null when it can.</summary>
    public static string? RefuseRestart(StageStatus stage) => stage.IsComplete()
        ? null
        : "only a stage that has ended can be restarted; restart the stage in front of it";

    /// <summary>Why a stage of an ended run cannot be retried, to be put behind its status; null when it can.</summary>
    public static string? RefuseRetry(StageStatus stage) => stage switch
    {
        _ when stage.IsFailure() || stage is StageStatus.Canceled => null,
        _ when stage.IsComplete() => "only a stage that failed can be retried; restart it instead",
        _ => "only a stage that failed can be retried; restart the stage in front of it",
    };

    private static string Ended(RunDocument run, string nothing) =>
        $"Run '{run.Id}' has ended already: {StatusNames.Of(run.Status)}. {nothing}; restart a stage of it, or rerun it, to run it again.";
}
