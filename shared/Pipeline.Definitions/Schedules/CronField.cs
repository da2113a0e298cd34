using Cronos;

namespace Pipeline.Definitions.Schedules;

/// <summary>A field of a cron schedule.</summary>
/// <param name="Name">What a message calls it.</param>
/// <param name="Values">What it may hold.</param>
/// <param name="Examples">A few values of it.</param>
internal sealed record CronField(string Name, string Values, string Examples)
{
    /// <summary>All six, in the order in which they are written.</summary>
    public static IReadOnlyList<CronField> All { get; } =
    [
        new("second", "0 to 59", "0, 30 or */10"),
        new("minute", "0 to 59", "0, 15,45 or */10"),
        new("hour", "0 to 23", "3, 9-17 or */4"),
        new("day of month", "1 to 31", "1, 10-20, L (the last) or 15W (the nearest working day)"),
        new("month", "1 to 12 or JAN to DEC, names of three letters", "*, 1,7 or JAN-MAR"),
        new("day of week", "0 to 7 (0 and 7 are Sunday) or SUN to SAT, names of three letters", "MON-FRI, 1, SAT#2 (the second) or 5L (the last)"),
    ];

    /// <summary>What is wrong with the field's text; null when nothing is.</summary>
    public string? FaultOf(string text)
    {
        if (text.StartsWith('H'))
            return $"The {Name} is '{text}', but nothing is chosen at random here: write when, {Values}, for example {Examples}.";

        var alone = All.Select(field => field == this ? text : "*");
        if (CronExpression.TryParse(string.Join(' ', alone), CronFormat.IncludeSeconds, out _))
            return null;

        var hint = text.Contains(',', StringComparison.Ordinal) && text.Contains('*', StringComparison.Ordinal)
            ? " A list cannot hold '*': write it as a range."
            : "";
        return $"The {Name} cannot be '{text}': write {Values}, for example {Examples}.{hint}";
    }
}
