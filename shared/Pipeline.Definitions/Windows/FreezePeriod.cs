using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.TimeZones;

namespace Pipeline.Definitions.Windows;

/// <summary>A time in which nothing of an application may start, whatever its execution windows say.</summary>
public sealed partial record FreezePeriod
{
    private const int LongestReason = 1_000;

    /// <summary>The application that is frozen, a slug.</summary>
    public required string Application { get; init; }

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
    /// <param name="from">The beginning, ISO 8601 with an offset.</param>
    /// <param name="to">The end, likewise.</param>
    /// <param name="reason">Why; at most 1,000 characters.</param>
    /// <param name="period">The period, its moments in UTC; null when there is a fault.</param>
    /// <param name="faults">Everything that is wrong, of the fields <c>application</c>, <c>from</c>, <c>to</c> and <c>reason</c>.</param>
    public static bool TryParse(
        string? application, string? from, string? to, string? reason, [NotNullWhen(true)] out FreezePeriod? period, out IReadOnlyList<FieldFault> faults)
    {
        var found = new List<FieldFault>();
        if (application is null)
            found.Add(Missing("application"));
        else if (!NamingRules.IsSlug(application))
            found.Add(new("application", DefinitionFaultCode.InvalidName, $"'{DocumentFaults.Shorten(application)}' is no application: use {NamingRules.SlugRule}.", NamingRules.ToSlug(application)));

        var begin = Moment("from", from, found);
        var end = Moment("to", to, found);
        if (begin >= end)
            found.Add(new("to", DefinitionFaultCode.InvalidValue, $"A freeze ends after it begins: write a moment after {UtcText.Format(begin.Value)}."));

        if (string.IsNullOrWhiteSpace(reason))
            found.Add(new("reason", DefinitionFaultCode.Missing, "Say why, for those who have to wait."));
        else if (reason.Length > LongestReason)
            found.Add(new("reason", DefinitionFaultCode.TooLarge, $"A reason has at most {LongestReason} characters."));

        faults = found;
        period = found.Count == 0 ? new() { Application = application!, From = begin!.Value, To = end!.Value, Reason = reason!.Trim() } : null;
        return period is not null;
    }

    /// <summary>The period as one text: an ISO 8601 interval in UTC and the reason.</summary>
    public override string ToString() => $"{UtcText.Format(From)}/{UtcText.Format(To)} {Reason}";

    private static DateTimeOffset? Moment(string field, string? text, List<FieldFault> faults)
    {
        if (text is null)
            faults.Add(Missing(field));
        else if (Notation().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var moment))
            return moment;
        else
            faults.Add(new(field, DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(text)}' is no moment; write date, time and offset from UTC, for example 2026-12-20T00:00:00Z or 2026-12-20T00:00:00+09:00."));
        return null;
    }

    private static FieldFault Missing(string field) => new(field, DefinitionFaultCode.Missing, $"The field '{field}' is missing.");

    // Without an offset .NET would take this computer's own.
    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Notation();
}
