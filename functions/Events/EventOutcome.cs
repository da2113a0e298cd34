namespace Pipeline.Functions.Events;

/// <summary>What a pipeline made of an event.</summary>
public sealed record EventOutcome
{
    /// <summary>The event's id.</summary>
    public required string Event { get; init; }

    /// <summary>When the event was received.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The event's type, as triggers name it: <c>git</c>, <c>image</c>, <c>pipeline</c>, <c>schedule</c> or <c>webhook</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Who or what caused it; null when that was not told.</summary>
    public string? By { get; init; }

    /// <summary>What it was, in a line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>The application that the pipeline belongs to.</summary>
    public required string Application { get; init; }

    /// <summary>The pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The id of the trigger that took it; null when none did.</summary>
    public string? Trigger { get; init; }

    /// <summary>The run that it started; null for none.</summary>
    public string? Run { get; init; }

    /// <summary>That run's number.</summary>
    public int? Number { get; init; }

    /// <summary>Why the other triggers did not take it.</summary>
    public IReadOnlyList<TriggerRefusal> Refusals { get => field ?? []; init; } = [];

    /// <summary>What a pipeline has made of an event before anything was decided.</summary>
    public static EventOutcome Of(ReceivedEvent received, string application, string pipeline) => new()
    {
        Event = received.Id,
        At = received.At,
        Type = received.Event.Key.Split('/', 2)[0],
        By = received.Event.By,
        Summary = received.Event.Summary,
        Application = application,
        Pipeline = pipeline,
    };
}

/// <summary>Why a trigger did not take an event.</summary>
/// <param name="Trigger">The trigger's id; null when it concerns the whole pipeline.</param>
/// <param name="Reason">The reason, for people.</param>
public sealed record TriggerRefusal(string? Trigger, string Reason);
