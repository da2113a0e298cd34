using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Notifications;

namespace Pipeline.Stages.Notifications;

/// <summary>One message to one recipient: what it tells, and what became of it. Holds neither a secret nor a link that decides.</summary>
public sealed record NotificationRecord
{
    /// <summary>The version of this record's form. Every released form stays readable.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>
    /// The same at every delivery: <c>{run}/{generation}/{stage}/{attempt}/{event}/{n}</c>, with <c>-</c> and 0 in place of stage and attempt
    /// for the run itself, and <c>reminder-{k}</c> in place of the event for the k-th reminder.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The stage that lists the notification; null: the pipeline does.</summary>
    public string? ListedBy { get; init; }

    /// <summary>The setting of kind <c>notifications</c> that takes it.</summary>
    public required string Channel { get; init; }

    /// <summary>The recipient's mail address; null for channels that are not mail.</summary>
    public string? To { get; init; }

    /// <summary>What it tells of.</summary>
    public required NotificationEvent On { get; init; }

    /// <summary>What is told.</summary>
    public required NotificationContent Content { get; init; }

    /// <summary>When it was noted, which is what its day of deliveries counts from.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What became of it.</summary>
    public NotificationStatus Status { get; init; }

    /// <summary>How often it was handed to its channel, or was about to be.</summary>
    public int Attempts { get; init; }

    /// <summary>Not before this is it handed over again; null: at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Until then one process is at it, and others leave it alone.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>Why the last delivery failed, without secrets.</summary>
    public string? LastError { get; init; }

    /// <summary>When its channel took it.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>How often it is told again while the stage waits; null: never.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Reminder { get; init; }

    /// <summary>When it is told again if the stage still waits then; null: never again.</summary>
    public DateTimeOffset? RemindAt { get; init; }

    /// <summary>How many reminders followed it.</summary>
    public int Reminders { get; init; }

    /// <summary>Whether there is nothing left to do for it.</summary>
    [JsonIgnore]
    public bool IsFinished => Status is not NotificationStatus.Pending && RemindAt is null;

    /// <summary>When there is something to do for it; null: never.</summary>
    [JsonIgnore]
    public DateTimeOffset? DueAt => Status is NotificationStatus.Pending
        ? new[] { CreatedAt, NextAttemptAt ?? CreatedAt, LeasedUntil ?? CreatedAt }.Max()
        : RemindAt;
}

/// <summary>What became of a message.</summary>
[JsonConverter(typeof(NamedValueConverter<NotificationStatus>))]
public enum NotificationStatus
{
    /// <summary>It is to be delivered.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>Its channel took it.</summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>It was given up; the last error says why.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>What a message tells, as it was when it happened.</summary>
public sealed record NotificationContent
{
    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The run's number.</summary>
    public required int Number { get; init; }

    /// <summary>The run's generation in which it happened.</summary>
    public required int Generation { get; init; }

    /// <summary>The pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The application.</summary>
    public required string Application { get; init; }

    /// <summary>Who started the run.</summary>
    public required string StartedBy { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The status after it, as the API writes it.</summary>
    public string? Status { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>The stage that it is about; null for the run.</summary>
    public string? Stage { get; init; }

    /// <summary>What people call the stage.</summary>
    public string? StageName { get; init; }

    /// <summary>The stage's attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>What people are asked, when the stage waits for them.</summary>
    public string? Instructions { get; init; }

    /// <summary>When the stage stops waiting by itself; null: never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The author's text, evaluated, Markdown; null: the product's text.</summary>
    public string? Text { get; init; }

    /// <summary>Why the author's text could not be evaluated.</summary>
    public string? TextFault { get; init; }

    /// <summary>Which reminder it is, from 1; 0: the first time that it is told.</summary>
    public int Reminder { get; init; }
}
