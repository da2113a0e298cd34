using Pipeline.Stages.Starts;

namespace Pipeline.Functions.Endpoints.Freezes;

/// <summary>A time in which nothing of an application that deploys may start.</summary>
internal sealed record FreezeBody
{
    /// <summary>When it begins: date and time with an offset from UTC, for example <c>2026-12-20T00:00:00+09:00</c>, or without one and <c>zone</c>.</summary>
    public string? From { get; init; }

    /// <summary>When it ends, not included; likewise.</summary>
    public string? To { get; init; }

    /// <summary>The IANA name of the time zone of moments without an offset, for example <c>Asia/Seoul</c>.</summary>
    public string? Zone { get; init; }

    /// <summary>Why, for those who have to wait.</summary>
    public string? Reason { get; init; }
}

/// <summary>A freeze.</summary>
/// <param name="Application">The application that is frozen.</param>
/// <param name="Name">Its name.</param>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends, not included.</param>
/// <param name="Reason">Why.</param>
/// <param name="Active">Whether it holds now.</param>
/// <param name="By">Who set it.</param>
/// <param name="At">When it was set.</param>
internal sealed record FreezeAnswer(
    string Application, string Name, DateTimeOffset From, DateTimeOffset To, string Reason, bool Active, string By, DateTimeOffset At)
{
    public static FreezeAnswer Of(Freeze freeze, DateTimeOffset now)
    {
        var period = freeze.Period;
        return new(period.Application, period.Name, period.From, period.To, period.Reason, period.Covers(now), freeze.By, freeze.At);
    }
}

/// <summary>Freezes of an application.</summary>
/// <param name="Items">Past ones too, in the order of their names.</param>
internal sealed record FreezeList(IReadOnlyList<FreezeAnswer> Items);
