namespace Pipeline.Definitions.Rollouts;

/// <summary>Why a pod does not get on.</summary>
public sealed record PodTrouble
{
    /// <summary>The cluster's word, for example <c>CrashLoopBackOff</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>A sentence with what the cluster says of it.</summary>
    public required string Message { get; init; }

    /// <summary>The container; null when the trouble is the whole pod's.</summary>
    public string? Container { get; init; }

    /// <summary>With what its process ended; null when it did not run.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How long such a trouble may last before it counts.</summary>
    public required TroublePatience Patience { get; init; }

    /// <summary>Whether the container has run, so that there is a log to read.</summary>
    public bool HasLog { get; init; }

    /// <summary>Whether that log is the one before the container's last restart.</summary>
    public bool IsPreviousLog { get; init; }

    /// <summary>When the trouble counts.</summary>
    /// <param name="startedAt">When the pod was made.</param>
    /// <param name="waitingSince">When the wait began: what was before does not count.</param>
    /// <param name="grace">How long a passing trouble may last; a slow one four times as long.</param>
    public DateTimeOffset CountsAt(DateTimeOffset? startedAt, DateTimeOffset waitingSince, TimeSpan grace) =>
        (startedAt is { } start && start > waitingSince ? start : waitingSince) + Patience switch
        {
            TroublePatience.None => TimeSpan.Zero,
            TroublePatience.Brief => grace,
            _ => grace * 4,
        };
}

/// <summary>How likely a trouble passes by itself.</summary>
public enum TroublePatience
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It may: a registry that stumbles, a container that starts before what it needs.</summary>
    Brief,

    /// <summary>It well may: a node that is on its way, a volume that is still attached elsewhere.</summary>
    Extended,
}
