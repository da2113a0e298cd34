using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Import.Spinnaker.Triggers;

/// <summary>
/// Writes a schedule of Quartz as one of ours: no field for the year, days of the week counted from 0 for Sunday, <c>*</c> for <c>?</c>, and the
/// second only where it is not 0.
/// </summary>
internal static partial class QuartzCron
{
    private const int Saturday = 7;

    /// <summary>The schedule, or why there is none.</summary>
    public static (string? Cron, string? Fault) Convert(string quartz)
    {
        var fields = quartz.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (6 or 7))
            return (null, "Quartz has six or seven fields: second, minute, hour, day of month, month, day of week and, if need be, year");
        if (fields is [_, _, _, _, _, _, not ("*" or "?")])
            return (null, $"a schedule has no field for the year, which is '{fields[6]}'");
        if (fields[3] is not ("*" or "?") && fields[5] is not ("*" or "?"))
            return (null, "Quartz takes a day of the month or one of the week, and the other must be '?'");
        if (Weekdays(fields[5]) is not { } weekdays)
            return (null, $"the day of the week '{fields[5]}' cannot be read");

        string[] converted = [.. fields[..5].Select(Plain), weekdays];
        return (string.Join(' ', converted[0] == "0" ? converted[1..] : converted), null);
    }

    private static string Plain(string field) => field == "?" ? "*" : field.StartsWith('/') ? $"*{field}" : field;

    private static string? Weekdays(string field)
    {
        if (field is "?" or "*")
            return "*";
        if (field == "L")
            return "SAT";

        var parts = field.Split(',').Select(Part).ToArray();
        return parts.Contains(null) ? null : string.Join(',', parts);
    }

    private static string? Part(string part)
    {
        var match = WeekdayPart().Match(part);
        if (!match.Success)
            return null;
        if (match.Groups["step"] is { Success: true } step)
            return Steps(match, int.Parse(step.ValueSpan, CultureInfo.InvariantCulture));

        var to = match.Groups["to"] is { Success: true } last ? $"-{Day(last.Value)}" : "";
        return $"{Day(match.Groups["from"].Value)}{to}{match.Groups["which"].Value}";
    }

    /// <summary>Days that are counted off are listed: a step that goes past Saturday would not end where it does in Quartz.</summary>
    private static string? Steps(Match match, int step)
    {
        var from = match.Groups["from"].Value is "*" or "" ? 1 : Number(match.Groups["from"].Value);
        var to = match.Groups["to"] is { Success: true } last ? Number(last.Value) : Saturday;
        return step < 1 || from > to ? null : string.Join(',', Enumerable.Range(from, to - from + 1).Where(day => (day - from) % step == 0).Select(day => day - 1));
    }

    private static string Day(string day) => int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? $"{number - 1}" : day;

    private static int Number(string day) => int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : 1 + (int)Enum.GetValues<DayOfWeek>().First(each => each.ToString().StartsWith(day, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^(?:(?<from>\*|[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT|)/(?<step>[0-9]{1,2})|(?<from>[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)-(?<to>[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)/(?<step>[0-9]{1,2})|(?<from>[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:-(?<to>[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)|(?<which>#[1-5]|L))?)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex WeekdayPart();
}
