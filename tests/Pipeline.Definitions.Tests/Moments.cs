using System.Globalization;

namespace Pipeline.Definitions.Tests;

/// <summary>Moments as tables of tests write them: <c>2026-03-08 07:00</c> or <c>2026-03-08 07:00:30</c>, in UTC; <c>never</c> for none.</summary>
internal static class Moments
{
    public static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateTimeOffset? UtcOrNever(string text) => text == "never" ? null : Utc(text);
}
