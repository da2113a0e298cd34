using System.Diagnostics.CodeAnalysis;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.TimeZones;

/// <summary>Finds time zones by their IANA names.</summary>
internal static class IanaZone
{
    public const string Utc = "UTC";

    private const string Examples = "Write an IANA name, for example Asia/Seoul, Europe/Berlin or UTC.";

    /// <summary>Finds a zone; null means UTC. Letter case does not matter.</summary>
    public static bool TryFind(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone, [NotNullWhen(false)] out FieldFault? fault)
    {
        zone = null;
        fault = null;
        if (name is null)
            zone = TimeZoneInfo.Utc;
        else if (name.Trim().Length == 0)
            fault = new("zone", DefinitionFaultCode.InvalidValue, $"The name of the time zone is missing. {Examples}");
        else if (IsClockOfAnotherKind(name) || !(TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) || TryFindInAnyCase(name, out zone)))
            fault = Unknown(name);
        return fault is null;
    }

    /// <summary>The zone of a name that was checked before.</summary>
    /// <exception cref="FormatException">This computer does not know the zone (any more).</exception>
    public static TimeZoneInfo Find(string name) => TryFind(name, out var zone, out var fault) ? zone : throw FieldFault.ToException([fault]);

    // The system looks for a file of the name as it is written, unless it has met the zone before.
    private static bool TryFindInAnyCase(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = TimeZoneInfo.GetSystemTimeZones().FirstOrDefault(known => known.Id.Equals(name, StringComparison.OrdinalIgnoreCase));
        return zone is not null;
    }

    // The zone database's second tree counts leap seconds, which run it ahead of every other clock here; the other two are one machine's own.
    private static bool IsClockOfAnotherKind(string name) =>
        name.StartsWith("right/", StringComparison.OrdinalIgnoreCase)
        || name.Equals("posixrules", StringComparison.OrdinalIgnoreCase)
        || name.Equals("localtime", StringComparison.OrdinalIgnoreCase);

    private static FieldFault Unknown(string name)
    {
        var known = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Append(Utc).Distinct().ToArray();
        var message = known.Length > 1
            ? $"There is no time zone '{DocumentFaults.Shorten(name)}'. {Examples}"
            : $"There is no time zone '{DocumentFaults.Shorten(name)}': this computer knows UTC alone. Install its time zone data (tzdata), or write UTC.";
        return new("zone", DefinitionFaultCode.InvalidValue, message, ByPlace(name, known) ?? NearestName.Find(name, known));
    }

    /// <summary>The zone of a place that was written without its continent.</summary>
    private static string? ByPlace(string name, IEnumerable<string> known)
    {
        var ending = $"/{name.Replace(' ', '_')}";
        return known.FirstOrDefault(zone => zone.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }
}
