using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Notifications;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>A message to people that a run caused, and what became of it.</summary>
internal sealed record RunNotificationAnswer
{
    /// <summary>Its id, the same at every delivery.</summary>
    public required string Id { get; init; }

    /// <summary>The setting that takes it.</summary>
    public required string Channel { get; init; }

    /// <summary>What it tells of.</summary>
    public required NotificationEvent On { get; init; }

    /// <summary>The stage that it tells of; left out for the run.</summary>
    public string? Stage { get; init; }

    /// <summary>The recipient's mail address; left out for channels that are not mail.</summary>
    public string? To { get; init; }

    /// <summary>What became of it.</summary>
    public required NotificationStatus Status { get; init; }

    /// <summary>How often it was handed to its channel.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why the last delivery failed.</summary>
    public string? LastError { get; init; }

    /// <summary>Not before this is it tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When its channel took it.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Why it was sent with a text of the product's instead of its author's.</summary>
    public string? TextFault { get; init; }

    public static RunNotificationAnswer Of(NotificationRecord record) => new()
    {
        Id = record.Id,
        Channel = record.Channel,
        On = record.On,
        Stage = record.Content.Stage,
        To = record.To,
        Status = record.Status,
        Attempts = record.Attempts,
        LastError = record.LastError,
        NextAttemptAt = record.NextAttemptAt,
        DeliveredAt = record.DeliveredAt,
        TextFault = record.Content.TextFault,
    };
}
