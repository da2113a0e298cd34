using System.Globalization;
using Pipeline.Definitions.Notifications;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Notifications;

/// <summary>The messages that an event of a run causes. Pure: the same event of the same run always gives messages of the same ids.</summary>
internal static class NotificationPlan
{
    /// <summary>How many reminders follow a message at most.</summary>
    public const int MostReminders = 30;

    private const int LongestReason = 2_000;

    /// <summary>The messages that an event causes, in order; each recipient has one of his own.</summary>
    /// <param name="snapshot">The run, right after the event or later.</param>
    /// <param name="definition">Its definition.</param>
    /// <param name="happened">The event.</param>
    /// <param name="generation">The run's generation in which it happened.</param>
    /// <param name="now">When the messages are noted.</param>
    public static IReadOnlyList<NotificationRecord> Of(RunSnapshot snapshot, FrozenDefinition definition, RunEvent happened, int generation, DateTimeOffset now)
    {
        var told = NotificationRules.Of(definition, happened).ToArray();
        if (told.Length == 0 || NotificationRules.EventOf(happened) is not { } on)
            return [];

        // Who is told late of a question that somebody has answered by now would only be sent to a page that says so.
        var stage = NotificationRules.StageOf(happened) is { } id && snapshot.Documents.TryGetValue(id, out var document) ? document : null;
        if (on is NotificationEvent.Waiting && (stage is null || !IsAsked(snapshot, stage.Id, happened.Attempt)))
            return [];

        var mask = new SecretMask(SecretParameters.Values(snapshot.Run, definition.Definition));
        var content = Content(snapshot.Run, happened, stage, generation, mask);
        var records = new List<NotificationRecord>();
        foreach (var (notification, listedBy) in told)
        {
            var text = notification.Text is { } template ? NotificationText.Evaluate(template, WordOf(on), content, snapshot, definition, mask) : null;
            foreach (var recipient in notification.To.DefaultIfEmpty())
            {
                var remindAfter = on is NotificationEvent.Waiting ? notification.Reminder : null;
                records.Add(new()
                {
                    Id = IdOf(content, WordOf(on), records.Count),
                    ListedBy = listedBy,
                    Channel = notification.Channel,
                    To = recipient,
                    On = on,
                    Content = content with { Text = text?.Text, TextFault = text?.Fault },
                    CreatedAt = now,
                    Reminder = remindAfter,
                    RemindAt = now + remindAfter,
                });
            }
        }

        return records;
    }

    /// <summary>The next reminder that follows a message, and the message after that.</summary>
    public static (NotificationRecord Reminder, NotificationRecord After) Remind(NotificationRecord record, DateTimeOffset now)
    {
        var number = record.Reminders + 1;
        var content = record.Content with { Reminder = number };
        var position = int.Parse(record.Id[(record.Id.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
        var reminder = record with
        {
            Id = IdOf(content, $"reminder-{number}", position),
            Content = content,
            CreatedAt = now,
            Status = NotificationStatus.Pending,
            Attempts = 0,
            NextAttemptAt = null,
            LeasedUntil = null,
            LastError = null,
            DeliveredAt = null,
            Reminder = null,
            RemindAt = null,
            Reminders = 0,
        };
        return (reminder, record with { Reminders = number, RemindAt = number < MostReminders ? now + record.Reminder : null });
    }

    /// <summary>Whether an attempt of a stage waits for a decision that nobody has made, and the recipient has not given his vote.</summary>
    public static bool IsAsked(RunSnapshot snapshot, string stage, int? attempt, string? recipient = null) =>
        !snapshot.Run.Status.IsComplete()
        && snapshot.Documents.TryGetValue(stage, out var document)
        && document.Attempt == attempt
        && document.Status.IsActive()
        && document is { WaitingFor.Question: not null, Decision: null }
        && !document.Votes.Any(vote => vote.By.Equals(recipient, StringComparison.OrdinalIgnoreCase));

    /// <summary>The word of an event, as documents have it.</summary>
    public static string WordOf(NotificationEvent told) => told switch
    {
        NotificationEvent.Starting => "starting",
        NotificationEvent.Complete => "complete",
        NotificationEvent.Failed => "failed",
        NotificationEvent.Waiting => "waiting",
        _ => "skipped",
    };

    private static NotificationContent Content(RunDocument run, RunEvent happened, StageDocument? stage, int generation, SecretMask mask) => new()
    {
        Run = run.Id,
        Number = run.Number,
        Generation = generation,
        Pipeline = run.Pipeline,
        Application = run.Application,
        StartedBy = run.StartedBy,
        Time = happened.Time,
        Status = happened.Status,
        Reason = happened switch
        {
            { Type: RunEventTypes.RunRestarted } => $"stage '{happened.Stage}' was started anew by {happened.By}",
            { Reason: { } reason } => NotificationText.Cut(mask.Apply(reason), LongestReason),
            _ => null,
        },
        Stage = NotificationRules.StageOf(happened),
        StageName = stage?.Name,
        Attempt = NotificationRules.StageOf(happened) is null ? null : happened.Attempt,
        Instructions = stage?.WaitingFor?.Question?.Instructions is { } instructions && happened.Type is RunEventTypes.StageWaiting
            ? NotificationText.Cut(mask.Apply(instructions), LongestReason)
            : null,
        Deadline = happened.Type is RunEventTypes.StageWaiting ? stage?.Deadline : null,
    };

    private static string IdOf(NotificationContent content, string word, int position) =>
        string.Create(CultureInfo.InvariantCulture, $"{content.Run}/{content.Generation}/{content.Stage ?? "-"}/{content.Attempt ?? 0}/{word}/{position}");
}
