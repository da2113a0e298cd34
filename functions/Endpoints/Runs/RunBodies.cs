using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>What a run is started with.</summary>
internal sealed record StartRunBody
{
    /// <summary>Values of the pipeline's parameters, by name.</summary>
    [JsonConverter(typeof(UnreadNodeConverter<JsonObject>))]
    public JsonObject? Parameters { get; init; }

    /// <summary>
    /// The artifacts that the run is about, each a map with <c>type</c> and, as far as they are known, <c>name</c>, <c>version</c>, <c>location</c>,
    /// <c>reference</c> and <c>metadata</c>. Those that the pipeline expects are found among them.
    /// </summary>
    [JsonConverter(typeof(UnreadNodeConverter<JsonArray>))]
    public JsonArray? Artifacts { get; init; }

    /// <summary>Why it is started; kept in its record.</summary>
    public string? Comment { get; init; }

    /// <summary>Why no freeze holds the run, for which its starter must administer the application; left out: freezes hold its stages that deploy.</summary>
    public string? FreezeOverride { get; init; }

    /// <summary>The commit that it is about; from it the lead time of a deployment is reckoned.</summary>
    public CommitBody? Commit { get; init; }
}

/// <summary>What is different when a run is started again.</summary>
internal sealed record RerunBody
{
    /// <summary>The parameters that change, by name; null takes one out, so that its default applies. All others are taken over.</summary>
    [JsonConverter(typeof(UnreadNodeConverter<JsonObject>))]
    public JsonObject? Parameters { get; init; }

    /// <summary>Why it is started again; kept in its record.</summary>
    public string? Comment { get; init; }
}

/// <summary>The commit that a run is about.</summary>
internal sealed record CommitBody
{
    /// <summary>Its id, as the version control has it.</summary>
    public required string Id { get; init; }

    /// <summary>When it was committed, for example <c>2026-03-31T09:15:00+09:00</c>.</summary>
    public required string CommittedAt { get; init; }
}

/// <summary>A run that was accepted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Counts the pipeline's runs from 1.</param>
internal sealed record StartedRunAnswer(string Id, int Number);

/// <summary>Why a command is given; kept in the run's record.</summary>
internal sealed record ReasonBody
{
    /// <summary>For people.</summary>
    public string? Reason { get; init; }
}

/// <summary>A run in a list, without its stages.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Counts the pipeline's runs from 1.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Application">The application that the pipeline belongs to.</param>
/// <param name="Revision">The revision of the definition that the run is frozen to.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Reason">Why it has this status.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="StartedBy">The subject that started it.</param>
/// <param name="CreatedAt">When its start was accepted.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record RunItem(
    string Id,
    int Number,
    string Pipeline,
    string Application,
    int Revision,
    RunStatus Status,
    string? Reason,
    RunTrigger Trigger,
    string StartedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt)
{
    public static RunItem Of(RunDocument run) => new(
        run.Id, run.Number, run.Pipeline, run.Application, run.Revision, run.Status, run.Reason, run.Trigger with { Payload = null }, run.StartedBy, run.CreatedAt, run.StartedAt, run.EndedAt);
}

/// <summary>Runs.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="After">Given as <c>?after=</c> to go on; left out on the last page. A page may hold fewer than asked for while more follow.</param>
internal sealed record RunList(IReadOnlyList<RunItem> Items, string? After);

/// <summary>A person's decision on a stage that waits for one.</summary>
internal sealed record JudgeBody
{
    /// <summary><c>continue</c> or <c>stop</c>.</summary>
    public required string Decision { get; init; }

    /// <summary>The option that is chosen, when the stage offers some.</summary>
    public string? Input { get; init; }

    /// <summary>Kept with the decision.</summary>
    public string? Comment { get; init; }
}

/// <summary>How much of a wait is skipped.</summary>
internal sealed record SkipBody
{
    /// <summary>What remains of the wait, for example <c>10s</c>; nothing when left out.</summary>
    public string? Remaining { get; init; }
}
