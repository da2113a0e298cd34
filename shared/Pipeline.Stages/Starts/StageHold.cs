using System.Text.Json.Serialization;
using Pipeline.Definitions.Windows;

namespace Pipeline.Stages.Starts;

/// <summary>
/// What keeps an attempt of a stage from starting although it is its turn, or kept it: a closed window, a freeze. The attempt is RUNNING
/// meanwhile, but has no <c>startedAt</c>: neither its timeout nor anything else of it runs.
/// </summary>
public sealed record StageHold
{
    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was over; null while it holds.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What is in the way, in the order in which one holds after the other; what was, once it is over.</summary>
    public IReadOnlyList<StartObstacle> Obstacles { get => field ?? []; init; } = [];

    /// <summary>When the stage may start at the earliest, by what is known; null when that cannot be told.</summary>
    public DateTimeOffset? EarliestStart { get; init; }

    /// <summary>When the delay of the window's jitter is over; null when there was none yet.</summary>
    public DateTimeOffset? DelayedUntil { get; init; }

    /// <summary>Who started it before its time; null when nobody did.</summary>
    public StartedNow? StartedNow { get; init; }

    /// <summary>Whether it holds.</summary>
    [JsonIgnore]
    public bool IsActive => EndedAt is null;

    /// <summary>What is in the way, in words for people.</summary>
    [JsonIgnore]
    public string Reason => string.Join("; then ", Obstacles);
}

/// <summary>A person's order to start a stage before its time.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="Freezes">Whether freezes are passed over too, and not the window alone.</param>
public sealed record StartedNow(string By, DateTimeOffset At, string Reason, bool Freezes);

/// <summary>The order that no freeze holds a run.</summary>
/// <param name="By">Who gave it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record FreezeOverride(string By, DateTimeOffset At, string Reason);
