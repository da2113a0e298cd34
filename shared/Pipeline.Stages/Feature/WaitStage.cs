using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Durations;

namespace Pipeline.Stages.Feature;

/// <summary>Waits before the stages behind it start. A person may end the wait early, wholly or down to a remainder.</summary>
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

        var until = execution.Cursor?["until"]?.GetValue<DateTimeOffset>() ?? execution.StartedAt + execution.Input.Duration;
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

    private static TimeSpan? Remaining(JsonNode data) =>
        data["remaining"] is JsonValue text && Duration.TryParse(text.ToString(), out var remaining, out _) ? remaining : null;
}

/// <summary>What <c>feature.wait</c> takes.</summary>
public sealed record WaitInput
{
    /// <summary>How long to wait, for example <c>30s</c>, <c>5m</c> or <c>2h</c>.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public required TimeSpan Duration { get; init; }
}
