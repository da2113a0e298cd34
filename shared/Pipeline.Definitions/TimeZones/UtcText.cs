using System.Globalization;

namespace Pipeline.Definitions.TimeZones;

/// <summary>The one way in which moments are written.</summary>
internal static class UtcText
{
    /// <summary>A moment in UTC, for example <c>2026-12-20T15:00:00Z</c>.</summary>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
