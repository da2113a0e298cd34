using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.TimeZones;
using Pipeline.Stages.Catalog;

namespace Pipeline.Stages.Feature;

/// <summary>
/// Waits before the stages behind it start: for a while, or until a moment. A person may end the wait early, wholly or down to a remainder.
/// </summary>
/// <example>
/// <code>
/// - id: soak
///   name: Watch it for a while
///   type: feature.wait
///   dependsOn: [canary]
///   with: { duration: 30m }
/// </code>
/// </example>
public sealed class WaitStage(TimeProvider time) : Stage<WaitInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.wait",
        Title = "Wait",
        KoreanTitle = "대기",
        StageClass = typeof(WaitStage),
        Input = FeatureJson.Default.WaitInput,
        Create = services => new WaitStage(services.GetRequiredService<TimeProvider>()),
        CanSkip = true,
        Outputs =
        [
            new("until", "When the wait ends, or ended."),
            new("skippedBy", "Who ended it early; absent when nobody did."),
            new("note", "Why it did not wait at all: the moment was past already; absent otherwise."),
        ],
    };

    /// <inheritdoc/>
    public override ValueTask<StageStep> ExecuteAsync(StageExecution<WaitInput> execution, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (execution.Decision is { Verdict: StageVerdict.Skip } skip)
        {
            execution.Log.WriteLine($"The wait was skipped by {skip.By}.");
            return new(new StageStep.Succeeded(new() { ["until"] = now, ["skippedBy"] = skip.By }));
        }

        if (execution.Cursor is null && execution.Input.Until is not null && Until(execution.Input) is var moment && moment <= now)
        {
            var note = $"{execution.Input.Until} is past already; there was nothing to wait for.";
            execution.Log.WriteLine(note);
            return new(new StageStep.Succeeded(new() { ["until"] = moment, ["note"] = note }));
        }

        var until = execution.Cursor?["until"]?.GetValue<DateTimeOffset>() ?? EndOf(execution);
        if (execution.Signal is { Name: StageSignals.Skip, Data: { } data } && Remaining(data) is { } remaining && now + remaining < until)
        {
            until = now + remaining;
            execution.Log.WriteLine($"The wait was shortened; {Duration.Format(remaining)} remain.");
        }

        var outputs = new JsonObject { ["until"] = until };
        return new(now >= until
            ? new StageStep.Succeeded(outputs)
            : new StageStep.Wait([StageSignals.Skip], until, new JsonObject { ["until"] = until }, outputs));
    }

    private static DateTimeOffset EndOf(StageExecution<WaitInput> execution) => execution.Input switch
    {
        { Duration: { } duration, Until: null, Zone: null } => execution.StartedAt + duration,
        { Duration: null, Until: not null } input => Until(input),
        { Duration: not null, Until: null } => throw Refused("'zone' goes with 'until'; leave it out beside 'duration'."),
        _ => throw Refused("Give exactly one of 'duration' and 'until'."),
    };

    private static DateTimeOffset Until(WaitInput input)
    {
        if (input.Duration is not null)
            throw Refused("Give exactly one of 'duration' and 'until'.");
        if (!MomentText.TryParse("until", input.Until!, input.Zone, isEnd: false, out var moment, out var fault))
            throw Refused(fault.ToString());
        return input.Zone is null || MomentText.IsLocal(input.Until!) ? moment : throw Refused("zone: 'until' has an offset from UTC already; leave the zone out.");
    }

    private static StageFailedException Refused(string message) => new(new StageError("invalid-input", message));

    private static TimeSpan? Remaining(JsonNode data) =>
        data["remaining"] is JsonValue text && Duration.TryParse(text.ToString(), out var remaining, out _) ? remaining : null;
}

/// <summary>What <c>feature.wait</c> takes.</summary>
[ExactlyOneOf("duration", "until")]
public sealed record WaitInput
{
    /// <summary>How long to wait, for example <c>30s</c>, <c>5m</c> or <c>2h</c>. Exactly one of this and <c>until</c> is given.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// Until when to wait, for example <c>2026-12-20T09:00:00+09:00</c>, or <c>2026-12-20T09:00</c> with <c>zone</c>. A moment that is past ends the
    /// stage at once.
    /// </summary>
    public string? Until { get; init; }

    /// <summary>
    /// The IANA name of the time zone in which <c>until</c> is meant when it has no offset from UTC, for example <c>Asia/Seoul</c>. A time that clocks
    /// skip is when they are put forward; of one that they show twice, the first is meant.
    /// </summary>
    public string? Zone { get; init; }
}
