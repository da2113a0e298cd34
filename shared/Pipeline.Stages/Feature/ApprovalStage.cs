using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Durations;

namespace Pipeline.Stages.Feature;

/// <summary>
/// Asks approvers of the application for their yes: NHN's approval management. A quorum of distinct people may be asked for; one refusal
/// ends it, by <c>onReject</c>.
/// </summary>
/// <example>
/// <code>
/// - id: sign-off
///   name: Sign-off
///   type: feature.approval
///   dependsOn: [smoke]
///   timeout: 3d
///   onReject: fail-pipeline
///   with:
///     instructions: "Release ${parameters.version} to production?"
///     quorum: 2
///     requesterMayApprove: false
///     reminder: 4h
/// </code>
/// </example>
public sealed class ApprovalStage(TimeProvider time) : Stage<ApprovalInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.approval",
        Title = "Approval",
        KoreanTitle = "승인",
        StageClass = typeof(ApprovalStage),
        Input = FeatureJson.Default.ApprovalInput,
        Create = services => new ApprovalStage(services.GetRequiredService<TimeProvider>()),
        Decision = StageDecisionRule.Approval,
        DefaultTimeout = TimeSpan.FromDays(3),
        Outputs =
        [
            .. DecisionOutputs.Described,
            new("votes", "Who has said yes so far, when, and with what comment, where several people are asked for."),
            new("reminders", "How often people were reminded."),
            new("remindedAt", "When they were reminded last."),
        ],
    };

    /// <inheritdoc/>
    public override ValueTask<StageStep> ExecuteAsync(StageExecution<ApprovalInput> execution, CancellationToken cancellationToken)
    {
        if (execution.Decision is { } decision)
            return new(DecisionOutputs.StepOf(decision, execution));

        var input = execution.Input;
        if (input.Quorum is < 1 or > 20)
            throw new StageFailedException(new StageError("invalid-input", "'quorum' is a number of people from 1 to 20."));
        if (input.Reminder is { } interval && interval < TimeSpan.FromMinutes(1))
            throw new StageFailedException(new StageError("invalid-input", "'reminder' is at least 1m."));

        var now = time.GetUtcNow();
        var reminders = execution.Cursor?["reminders"]?.GetValue<int>() ?? 0;
        var due = execution.Cursor?["due"]?.GetValue<DateTimeOffset>() ?? now + input.Reminder;
        DateTimeOffset? remindedAt = execution.Cursor?["remindedAt"]?.GetValue<DateTimeOffset>();
        if (execution.Cursor is null)
        {
            execution.Log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Waiting for {input.Quorum} approval(s)."));
        }
        else if (due <= now)
        {
            reminders++;
            remindedAt = now;
            due = now + input.Reminder;
            execution.Log.WriteLine($"Reminder {reminders}: still waiting for an approval.");
        }

        var cursor = new JsonObject { ["reminders"] = reminders, ["due"] = due, ["remindedAt"] = remindedAt };
        var outputs = new JsonObject { ["votes"] = DecisionOutputs.Votes(execution.Votes) };
        if (remindedAt is not null)
        {
            outputs["reminders"] = reminders;
            outputs["remindedAt"] = remindedAt;
        }

        return new(new StageStep.Wait([StageSignals.Decision], due, cursor, outputs, new()
        {
            Rule = StageDecisionRule.Approval,
            Instructions = input.Instructions,
            Quorum = input.Quorum,
            RequesterMayApprove = input.RequesterMayApprove,
        }));
    }
}

/// <summary>What <c>feature.approval</c> takes.</summary>
public sealed record ApprovalInput
{
    /// <summary>What is asked for.</summary>
    public string? Instructions { get; init; }

    /// <summary>How many distinct people must say yes, 1 to 20.</summary>
    public int Quorum { get; set; } = 1;

    /// <summary>Whether the person who started the run may say yes.</summary>
    public bool RequesterMayApprove { get; set; } = true;

    /// <summary>How often people are reminded while it waits, for example <c>4h</c>; at least <c>1m</c>. Left out: never.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Reminder { get; init; }
}
