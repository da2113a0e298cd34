using System.Text.Json.Nodes;

namespace Pipeline.Stages;

/// <summary>How a stage goes on after a step: it has ended, goes on after a while, or waits for something.</summary>
public abstract record StageStep
{
    private StageStep()
    {
    }

    /// <summary>The stage did its work.</summary>
    /// <param name="Outputs">What later stages can read, by name.</param>
    public sealed record Succeeded(JsonObject? Outputs = null) : StageStep;

    /// <summary>The stage failed; what that means for its branch and its run is the definition's <c>onFailure</c>.</summary>
    public sealed record Failed(StageError Error, JsonObject? Outputs = null) : StageStep;

    /// <summary>A person refused; what that means for the branch and the run is the definition's <c>onReject</c>.</summary>
    public sealed record Rejected(StageError Error, JsonObject? Outputs = null) : StageStep;

    /// <summary>What the stage waited for was cancelled outside.</summary>
    public sealed record Canceled(string Reason, JsonObject? Outputs = null) : StageStep;

    /// <summary>There was nothing to do, or a person skipped it. Stages behind it start.</summary>
    public sealed record Skipped(string Reason, JsonObject? Outputs = null) : StageStep;

    /// <summary>The stage goes on by itself after a while (a poll).</summary>
    /// <param name="After">How long from now.</param>
    /// <param name="Cursor">Given to the next step. It is recorded: no secrets, at most 256 KiB.</param>
    /// <param name="Outputs">Progress to show meanwhile, in the place of earlier outputs.</param>
    public sealed record Again(TimeSpan After, JsonNode? Cursor = null, JsonObject? Outputs = null) : StageStep;

    /// <summary>The stage sleeps, at no cost, until a signal comes or the time has come.</summary>
    /// <param name="For">The signals that end the wait, of <see cref="StageSignals"/>.</param>
    /// <param name="Until">When the wait ends by itself; null: only the stage's timeout ends it.</param>
    /// <param name="Cursor">Given to the next step. It is recorded: no secrets, at most 256 KiB.</param>
    /// <param name="Outputs">What to show meanwhile, in the place of earlier outputs.</param>
    /// <param name="Question">What people are asked meanwhile; null when they are not.</param>
    public sealed record Wait(
        IReadOnlyList<string> For,
        DateTimeOffset? Until = null,
        JsonNode? Cursor = null,
        JsonObject? Outputs = null,
        StageQuestion? Question = null) : StageStep;
}

/// <summary>Why a stage failed.</summary>
/// <param name="Code">A stable word that programs can test, for example <c>http-status</c> or <c>expression</c>.</param>
/// <param name="Message">A sentence for people that says what to do about it where that is known.</param>
/// <param name="Details">More of it, for example an answer's status and body; no secrets.</param>
public sealed record StageError(string Code, string Message, JsonObject? Details = null);
