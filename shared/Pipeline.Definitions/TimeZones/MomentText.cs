using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.TimeZones;

/// <summary>Reads moments as people write them: with an offset from UTC (RFC 3339), or as what the clocks of a zone show.</summary>
/// <remarks>
/// A local time in an hour that clocks skip is when they are put forward. Of one in an hour that is repeated, what begins there begins at the
/// first, and what ends there ends at the last: the rule of <see cref="Windows.ExecutionWindow"/>.
/// </remarks>
public static partial class MomentText
{
    private const string Example = "2026-12-20T00:00:00Z or 2026-12-20T00:00:00+09:00";

    /// <summary>Whether a text is a local time, which means a moment in a zone only.</summary>
    public static bool IsLocal(string text) => LocalNotation().IsMatch(text);

    /// <summary>Reads a moment.</summary>
    /// <param name="field">The field that holds it, for the fault.</param>
    /// <param name="text">Date and time, with an offset or without.</param>
    /// <param name="zone">The IANA name of the zone of a time without an offset; null when none is known. A zone that does not exist is a fault of <c>zone</c>.</param>
    /// <param name="isEnd">Whether something ends then, which tells the two moments of a repeated hour apart.</param>
    /// <param name="moment">The moment, in UTC.</param>
    /// <param name="fault">What is wrong; null when nothing is.</param>
    public static bool TryParse(
        string field, string text, string? zone, bool isEnd, out DateTimeOffset moment, [NotNullWhen(false)] out FieldFault? fault)
    {
        fault = null;
        moment = default;
        if (OffsetNotation().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out moment))
            return true;

        if (!IsLocal(text) || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var shown) || !WallClock.IsWithinCalendar(shown))
            fault = new(field, DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(text)}' is no moment; write date, time and offset from UTC, for example {Example}.");
        else if (zone is null)
            fault = new(field, DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(text)}' is a moment in a time zone only; write its offset from UTC, for example {Example}, or name the time zone in 'zone'.");
        else if (IanaZone.TryFind(zone, out var known, out fault))
            moment = isEnd ? WallClock.Moments(known, shown).Last : WallClock.Moments(known, shown).First;

        return fault is null;
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex OffsetNotation();

    // Without an offset .NET would take this computer's own.
    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex LocalNotation();
}
