using System.Diagnostics.CodeAnalysis;
using Cronos;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.TimeZones;

namespace Pipeline.Definitions.Schedules;

/// <summary>When something happens again and again: a cron expression in a time zone.</summary>
/// <remarks>
/// <para>Five fields: minute, hour, day of month, month, day of week; or six, with the second first. Besides <c>*</c>, lists, ranges and steps a
/// day of month may be <c>L</c>, <c>L-3</c>, <c>LW</c> or <c>15W</c>, a day of week <c>5L</c> or <c>MON#2</c>; 0 and 7 are Sunday. When both days
/// are given, both must hold (<c>0 0 13 * FRI</c> is Friday the thirteenth), which is Cronos's rule and not that of Unix, where one of them is
/// enough. Quartz, and so Spinnaker, counts days of the week from 1 for Sunday.</para>
/// <para>Daylight saving time, as Cronos and Vixie cron do it. <b>Clocks are put forward</b>: what falls into the hour that is skipped happens at
/// the first moment after it, and only once, however often it falls there. <b>Clocks are put back</b>: in the hour that is repeated, a schedule of
/// fixed times (no <c>*</c>, <c>?</c>, range or step in second, minute and hour) happens the first time only, one of intervals both times, so that
/// <c>*/30 * * * *</c> happens at every real half hour.</para>
/// </remarks>
public sealed record CronSchedule
{
    /// <summary>The expression in its canonical text: one space between fields, names in capitals; or a macro such as <c>@daily</c>.</summary>
    public required string Cron { get; init; }

    /// <summary>The IANA name of the zone whose clocks it means.</summary>
    public string Zone { get; init; } = IanaZone.Utc;

    /// <summary>Reads a schedule from its fields.</summary>
    /// <param name="cron">The expression.</param>
    /// <param name="zone">The zone's IANA name; null for UTC.</param>
    /// <param name="schedule">The schedule; null when there is a fault.</param>
    /// <param name="faults">Everything that is wrong, of the fields <c>cron</c> and <c>zone</c>.</param>
    public static bool TryParse(string cron, string? zone, [NotNullWhen(true)] out CronSchedule? schedule, out IReadOnlyList<FieldFault> faults)
    {
        var found = new List<FieldFault>();
        var text = CronText.Read(cron, found);
        if (!IanaZone.TryFind(zone, out var known, out var fault))
            found.Add(fault);
        faults = found;
        schedule = found.Count == 0 ? new() { Cron = text, Zone = known!.Id } : null;
        return schedule is not null;
    }

    /// <summary>Reads a schedule from one text, the form that <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is none; the message says what to write.</exception>
    public static CronSchedule Parse(string text)
    {
        const string ZonePrefix = "CRON_TZ=";
        var (cron, zone) = (text, (string?)null);
        if (text.StartsWith(ZonePrefix, StringComparison.Ordinal))
        {
            var end = text.IndexOf(' ', StringComparison.Ordinal) is var space and >= 0 ? space : text.Length;
            (cron, zone) = (text[end..], text[ZonePrefix.Length..end]);
        }

        return TryParse(cron, zone, out var schedule, out var faults) ? schedule : throw FieldFault.ToException(faults);
    }

    /// <summary>The first occurrence after a moment.</summary>
    /// <param name="after">The moment, not included.</param>
    /// <returns>The occurrence in UTC, a whole second; null when there is none (30 February) before the year 9999.</returns>
    /// <exception cref="FormatException">The expression is invalid, or this computer does not know the zone.</exception>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (!WallClock.IsWithinCalendar(after.UtcDateTime))
            return after.Year > 1 ? null : Next(new(2, 1, 2, 0, 0, 0, TimeSpan.Zero));

        return new CronCalendar(Compile(), IanaZone.Find(Zone), IsInterval).Next(after.UtcDateTime) is { } next ? new(next) : null;
    }

    /// <summary>The schedule as one text: the expression, behind <c>CRON_TZ=</c> and the zone when that is not UTC.</summary>
    public override string ToString() => Zone == IanaZone.Utc ? Cron : $"CRON_TZ={Zone} {Cron}";

    private bool IsInterval => Cron.StartsWith('@')
        ? Cron is "@hourly" or "@every_minute" or "@every_second"
        : string.Concat(Cron.Split(' ')[..^3]).AsSpan().ContainsAny("*?-/");

    private CronExpression Compile() =>
        CronExpression.Parse(Cron, Cron.Count(character => character == ' ') == 5 ? CronFormat.IncludeSeconds : CronFormat.Standard);
}
