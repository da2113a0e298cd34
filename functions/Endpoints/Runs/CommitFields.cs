using System.Globalization;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>Checks the commit that a start names.</summary>
internal static class CommitFields
{
    private const int LongestId = 128;

    // Git writes the clock of whoever committed.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <exception cref="ProblemException">400 that names the field.</exception>
    public static RunCommit? Read(CommitBody? body, DateTimeOffset now)
    {
        if (body is null)
            return null;
        if (body.Id.Length is 0 or > LongestId || body.Id.Any(letter => letter is <= ' ' or > '~'))
            throw ProblemException.InvalidField("commit.id", $"Write the commit's id: 1 to {LongestId} ASCII characters without spaces.");

        return new(body.Id, Time(body.CommittedAt, now));
    }

    private static DateTimeOffset Time(string text, DateTimeOffset now)
    {
        // Without an offset it would be some time within a day.
        var hasOffset = text.EndsWith('Z') || text.AsSpan().LastIndexOfAny('+', '-') > text.IndexOf('T', StringComparison.Ordinal);
        if (!hasOffset || !DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw ProblemException.InvalidField("commit.committedAt", "Write a time with its offset, for example 2026-03-31T09:15:00Z ('git log -1 --format=%cI' prints it).");
        if (time > now + ClockSkew || time.UtcDateTime < DateTime.UnixEpoch)
            throw ProblemException.InvalidField("commit.committedAt", "Write when the commit was made: since 1970, and not in the future.");
        return time;
    }
}
