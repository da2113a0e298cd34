using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Notifications;

/// <summary>Who is told of what happens to a run or to a stage, as the pipeline's author wrote it (reference A12).</summary>
public sealed record NotificationDefinition
{
    /// <summary>The setting of kind <c>notifications</c> that takes the messages.</summary>
    public required string Channel { get; init; }

    /// <summary>The mail addresses of the recipients, each of whom gets a message of his own; empty for channels that are not mail.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>What they are told of; not empty.</summary>
    public required IReadOnlyList<NotificationEvent> On { get; init; }

    /// <summary>What the messages say, Markdown with <c>${…}</c> that sees the run; null: a text of the product's.</summary>
    public string? Text { get; init; }

    /// <summary>How long after telling of a stage that waits it is told again, as long as it waits; null: never.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Reminder { get; init; }
}

/// <summary>What people can be told of.</summary>
[JsonConverter(typeof(NamedValueConverter<NotificationEvent>))]
public enum NotificationEvent
{
    /// <summary>The run or the stage begins.</summary>
    [JsonStringEnumMemberName("starting")] Starting,

    /// <summary>It has ended well.</summary>
    [JsonStringEnumMemberName("complete")] Complete,

    /// <summary>It has not: it failed, also where that is ignored or stops one branch only, or it was cancelled.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>A stage waits for a person's decision.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>The stage is skipped. Of stages only.</summary>
    [JsonStringEnumMemberName("skipped")] Skipped,
}
