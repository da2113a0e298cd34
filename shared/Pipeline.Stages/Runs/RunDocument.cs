using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Concurrency;
using Pipeline.Definitions.Triggers;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Starts;

namespace Pipeline.Stages.Runs;

/// <summary>What is known of a run as a whole. A projection: the orchestration's history decides, this record shows.</summary>
public sealed record RunDocument
{
    /// <summary>The version of this record's form. Every released form stays readable.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The run's id (<see cref="RunId"/>).</summary>
    public required string Id { get; init; }

    /// <summary>Counts the pipeline's runs from 1; a number may be missing where a start was not carried through.</summary>
    public required int Number { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The application that the pipeline belongs to.</summary>
    public required string Application { get; init; }

    /// <summary>The revision of the pipeline's definition that the run is frozen to.</summary>
    public required int Revision { get; init; }

    /// <summary>1 for a run as it was started, one more with every restart of one of its stages.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>How far it is.</summary>
    public RunStatus Status { get; init; }

    /// <summary>Why it has this status, for people; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>What started it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>The parameters that it was given, defaults filled in.</summary>
    public JsonObject Parameters { get; init; } = [];

    /// <summary>What the person who started it wrote.</summary>
    public string? Comment { get; init; }

    /// <summary>The subject that started it, or the trigger that did, as <c>trigger:</c> and its id.</summary>
    public required string StartedBy { get; init; }

    /// <summary>The subject as whom its stages act where nobody started it by hand: who wrote the definition. Null: <see cref="StartedBy"/>.</summary>
    public string? ActsAs { get; init; }

    /// <summary>When its start was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began; null until then.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null until then, and again after a restart.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>0 for a run that a person or a trigger started, its parent's depth + 1 for a run that a stage started.</summary>
    public int Depth { get; init; }

    /// <summary>The first request to cancel this generation; null while there is none.</summary>
    public CancelRequest? Cancel { get; init; }

    /// <summary>The stages that people started anew, oldest first.</summary>
    public IReadOnlyList<RunRestart> Restarts { get; init; } = [];

    /// <summary>The environment that the definition says every run deploys to; null when it says none.</summary>
    public string? Deploys { get; init; }

    /// <summary>The artifacts that the pipeline expects, one for each id, bound when it was started. Long contents are in storage.</summary>
    public IReadOnlyList<BoundArtifact> Artifacts { get => field ?? []; init; } = [];

    /// <summary>All artifacts that its start brought, bound or not; expressions read them as <c>trigger.artifacts</c>.</summary>
    public IReadOnlyList<Artifact> ReceivedArtifacts { get => field ?? []; init; } = [];

    /// <summary>The limit of the definition that it is frozen to; null: it needs no slot. Runs from before there were limits have none.</summary>
    public ConcurrencyLimit? Concurrency { get; init; }

    /// <summary>The order that no freeze holds it; null: freezes do.</summary>
    public FreezeOverride? FreezeOverride { get; init; }

    /// <summary>The times for which it was paused, oldest first.</summary>
    public IReadOnlyList<RunPaused> Pauses { get => field ?? []; init; } = [];

    /// <summary>The run that this one repeats; null when it repeats none.</summary>
    public string? RerunOf { get; init; }

    /// <summary>The request to delete it, from which on it is no longer shown; null while there is none.</summary>
    public DeleteRequest? Delete { get; init; }

    /// <summary>The trace that it was started in; null when the start named none.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>The types of the events that its notifications tell of; null: nobody is told of anything.</summary>
    public IReadOnlyList<string>? Notifies { get; init; }

    /// <summary>The instance id of the orchestration that carries the run's current generation.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Instance => InstanceOf(Id, Generation);

    /// <summary>The instance id of the orchestration that carries a generation of a run.</summary>
    public static string InstanceOf(string run, int generation) => $"{run}:{generation}";
}

/// <summary>What started a run.</summary>
public sealed record RunTrigger
{
    /// <summary><c>manual</c>, <c>pipeline</c> (a stage of another run), or the kind of trigger.</summary>
    public required string Type { get; init; }

    /// <summary>Who or what it was, for people.</summary>
    public string? By { get; init; }

    /// <summary>The run whose stage started this one.</summary>
    public string? ParentRun { get; init; }

    /// <summary>The stage of <see cref="ParentRun"/> that started this one.</summary>
    public string? ParentStage { get; init; }

    /// <summary>The id of the pipeline's trigger that took the event; null for a run that a person or a stage started.</summary>
    public string? Id { get; init; }

    /// <summary>The event that the trigger took; null for a run that a person or a stage started.</summary>
    public string? Event { get; init; }

    /// <summary>What happened, in a line for people; null when nobody told.</summary>
    public string? Summary { get; init; }

    /// <summary>Of a git event: what happened to the repository.</summary>
    public GitChange? Git { get; init; }

    /// <summary>Of an image's push: the image.</summary>
    public ImagePush? Image { get; init; }

    /// <summary>Of another run's end: that run.</summary>
    public EndedRun? Run { get; init; }

    /// <summary>Of a schedule: the time that it was due.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>The file that the run's definition was read from at the event's commit; null: the stored definition.</summary>
    public string? Definition { get; init; }

    /// <summary>Whether that stage waits for this run to end; it then shares the slot of its group with this run.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool ParentWaits { get; init; }

    /// <summary>What the trigger brought along; expressions read it as <c>trigger.payload</c>.</summary>
    public JsonObject? Payload { get; init; }

    /// <summary>The commit that the run is about; null when the start named none.</summary>
    public RunCommit? Commit { get; init; }
}

/// <summary>The commit that a run is about.</summary>
/// <param name="Id">Its id, as the version control has it.</param>
/// <param name="CommittedAt">When it was committed.</param>
public sealed record RunCommit(string Id, DateTimeOffset CommittedAt);

/// <summary>A request to cancel a run; the first one counts.</summary>
/// <param name="By">The subject that asked, or <c>pipeline</c> when a failed stage did.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="FailedStage">The stage whose failure cancels the others; null when somebody asked.</param>
public sealed record CancelRequest(string By, DateTimeOffset At, string? Reason, string? FailedStage = null);

/// <summary>A stage that was started anew, with everything behind it, in a generation of its own.</summary>
/// <param name="Generation">The generation that it began.</param>
/// <param name="Stage">The stage.</param>
/// <param name="By">Who asked.</param>
/// <param name="At">When.</param>
/// <param name="Others">The other stages that had failed the run or were cancelled with it and run anew too; null for none.</param>
public sealed record RunRestart(int Generation, string Stage, string By, DateTimeOffset At, IReadOnlyList<string>? Others = null);

/// <summary>A time for which a run was paused.</summary>
/// <param name="By">Who paused it.</param>
/// <param name="At">When.</param>
/// <param name="ResumedBy">Who resumed it; null while nobody has.</param>
/// <param name="ResumedAt">When.</param>
public sealed record RunPaused(string By, DateTimeOffset At, string? ResumedBy = null, DateTimeOffset? ResumedAt = null);

/// <summary>A request to delete a run that has ended; the first one counts.</summary>
/// <param name="By">The subject that asked, or <c>pipeline</c> when the run's time to be kept was over.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record DeleteRequest(string By, DateTimeOffset At, string? Reason);
