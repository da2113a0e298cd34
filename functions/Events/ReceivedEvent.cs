using Pipeline.Definitions.Triggers;

namespace Pipeline.Functions.Events;

/// <summary>Something that happened outside, as it is kept, and what became of it.</summary>
public sealed record ReceivedEvent
{
    /// <summary>Its id; later events have greater ones.</summary>
    public required string Id { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required TriggerEvent Event { get; init; }

    /// <summary>The only application that the setting which it came by is for; null: all.</summary>
    public string? Application { get; init; }

    /// <summary>The keys of the rows by which a redelivery is known, to be removed with the event.</summary>
    public IReadOnlyList<string> Deliveries { get => field ?? []; init; } = [];

    /// <summary>What each pipeline that listens made of it; null until that is decided.</summary>
    public IReadOnlyList<EventOutcome>? Outcomes { get; init; }
}
