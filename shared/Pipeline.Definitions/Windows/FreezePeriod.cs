using System.Diagnostics.CodeAnalysis;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.TimeZones;

namespace Pipeline.Definitions.Windows;

/// <summary>A time in which nothing of an application that deploys may start, whatever its execution windows say (<see cref="FreezeRules"/>).</summary>
public sealed record FreezePeriod
{
    private const int LongestReason = 1_000;

    /// <summary>The application that is frozen, a slug.</summary>
    public required string Application { get; init; }

    /// <summary>What the freeze is called, a slug, unique in its application.</summary>
    public required string Name { get; init; }

    /// <summary>When it begins, included.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ends, not included; after <see cref="From"/>.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Why, in words for whoever has to wait; never empty.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether a moment is in the period.</summary>
    public bool Covers(DateTimeOffset moment) => From <= moment && moment < To;

    /// <summary>Reads a period from its fields, each null when it is left out.</summary>
    /// <param name="application">The application's name.</param>
    /// <param name="name">The freeze's name.</param>
    /// <param name="from">The beginning, ISO 8601 with an offset, or without one as what the clocks of <paramref name="zone"/> show.</param>
    /// <param name="to">The end, likewise.</param>
    /// <param name="zone">The IANA name of the zone of moments without an offset; must be left out where both have one.</param>
    /// <param name="reason">Why; at most 1,000 characters.</param>
    /// <param name="period">The period, its moments in UTC; null when there is a fault.</param>
    /// <param name="faults">Everything that is wrong, of the fields <c>application</c>, <c>name</c>, <c>from</c>, <c>to</c>, <c>zone</c> and <c>reason</c>.</param>
    public static bool TryParse(
        string? application,
        string? name,
        string? from,
        string? to,
        string? zone,
        string? reason,
        [NotNullWhen(true)] out FreezePeriod? period,
        out IReadOnlyList<FieldFault> faults)
    {
        var found = new List<FieldFault>();
        CheckSlug("application", application, found);
        CheckSlug("name", name, found);
        var begin = Moment("from", from, zone, isEnd: false, found);
        var end = Moment("to", to, zone, isEnd: true, found);
        if (zone is not null && begin is not null && end is not null && !MomentText.IsLocal(from!) && !MomentText.IsLocal(to!))
            found.Add(new("zone", DefinitionFaultCode.InvalidValue, "Both moments have an offset from UTC already; leave the zone out."));
        if (begin >= end)
            found.Add(new("to", DefinitionFaultCode.InvalidValue, $"A freeze ends after it begins: write a moment after {UtcText.Format(begin.Value)}."));

        if (string.IsNullOrWhiteSpace(reason))
            found.Add(new("reason", DefinitionFaultCode.Missing, "Say why, for those who have to wait."));
        else if (reason.Length > LongestReason)
            found.Add(new("reason", DefinitionFaultCode.TooLarge, $"A reason has at most {LongestReason} characters."));

        faults = found;
        period = found.Count == 0 ? new() { Application = application!, Name = name!, From = begin!.Value, To = end!.Value, Reason = reason!.Trim() } : null;
        return period is not null;
    }

    /// <summary>The period as one text: an ISO 8601 interval in UTC and the reason.</summary>
    public override string ToString() => $"{UtcText.Format(From)}/{UtcText.Format(To)} {Reason}";

    private static void CheckSlug(string field, string? text, List<FieldFault> faults)
    {
        if (text is null)
            faults.Add(Missing(field));
        else if (!NamingRules.IsSlug(text))
            faults.Add(new(field, DefinitionFaultCode.InvalidName, $"'{DocumentFaults.Shorten(text)}' is no {(field == "name" ? "name of a freeze" : field)}: use {NamingRules.SlugRule}.", NamingRules.ToSlug(text)));
    }

    private static DateTimeOffset? Moment(string field, string? text, string? zone, bool isEnd, List<FieldFault> faults)
    {
        if (text is null)
            faults.Add(Missing(field));
        else if (MomentText.TryParse(field, text, zone, isEnd, out var moment, out var fault))
            return moment;
        else if (!faults.Contains(fault))
            faults.Add(fault);
        return null;
    }

    private static FieldFault Missing(string field) => new(field, DefinitionFaultCode.Missing, $"The field '{field}' is missing.");
}
