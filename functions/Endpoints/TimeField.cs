using System.Globalization;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Endpoints;

/// <summary>Reads a moment of a request (RFC 3339).</summary>
internal static class TimeField
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <exception cref="ProblemException">400 that names the field.</exception>
    public static DateTimeOffset Read(string field, string text)
    {
        // Without an offset it would be some time within a day.
        var hasOffset = text.EndsWith('Z') || text.AsSpan().LastIndexOfAny('+', '-') > text.IndexOf('T', StringComparison.Ordinal);
        return text.Contains('T', StringComparison.Ordinal) && hasOffset && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw ProblemException.InvalidField(field, "Write a time with its offset, for example 2026-03-31T09:15:00Z or 2026-03-31T09:15:00+09:00, in an address with %2B for the plus sign.");
    }
}
