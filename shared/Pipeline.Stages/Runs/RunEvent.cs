namespace Pipeline.Stages.Runs;

/// <summary>Something that happened to a run, in the order in which it became durable.</summary>
public sealed record RunEvent
{
    /// <summary>Counts the run's events from 1 without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>One of <see cref="RunEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The stage that it is about; null for the run.</summary>
    public string? Stage { get; init; }

    /// <summary>The stage's attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>The status after it, as the API writes it.</summary>
    public string? Status { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>The subject that did it.</summary>
    public string? By { get; init; }
}

/// <summary>The types of <see cref="RunEvent"/>.</summary>
public static class RunEventTypes
{
    /// <summary>The run was accepted.</summary>
    public const string RunCreated = "run.created";

    /// <summary>The run began, or began again.</summary>
    public const string RunStarted = "run.started";

    /// <summary>The run was paused.</summary>
    public const string RunPaused = "run.paused";

    /// <summary>The run was resumed.</summary>
    public const string RunResumed = "run.resumed";

    /// <summary>Cancelling the run was asked for.</summary>
    public const string RunCancelRequested = "run.cancel-requested";

    /// <summary>The run ended.</summary>
    public const string RunEnded = "run.ended";

    /// <summary>A stage, and everything behind it, is to run anew.</summary>
    public const string RunRestarted = "run.restarted";

    /// <summary>Deleting the run was asked for.</summary>
    public const string RunDeleteRequested = "run.delete-requested";

    /// <summary>An attempt of a stage began.</summary>
    public const string StageStarted = "stage.started";

    /// <summary>A stage waits.</summary>
    public const string StageWaiting = "stage.waiting";

    /// <summary>A stage reported progress.</summary>
    public const string StageProgress = "stage.progress";

    /// <summary>A person started a stage before its time.</summary>
    public const string StageStartedNow = "stage.started-now";

    /// <summary>A stage ended.</summary>
    public const string StageEnded = "stage.ended";

    /// <summary>A person voted on a stage.</summary>
    public const string StageVoted = "stage.voted";

    /// <summary>A stage was decided.</summary>
    public const string StageDecided = "stage.decided";
}
