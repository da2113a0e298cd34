using System.Globalization;

namespace Pipeline.Connectors.Kubernetes.Logs;

/// <summary>A line of a log with the moment that begins it.</summary>
/// <param name="Stamp">The moment as the server wrote it (RFC 3339 with nanoseconds); null when the line begins with none.</param>
/// <param name="Text">What the container wrote.</param>
internal readonly record struct LogLine(string? Stamp, string Text)
{
    /// <summary>Parts a line that was asked for with its moment.</summary>
    public static LogLine Parse(string line)
    {
        var space = line.IndexOf(' ');
        var stamp = space < 0 ? line : line[..space];
        return stamp.Length >= "2006-01-02T15:04:05Z".Length && MomentOf(stamp) is not null ? new(stamp, space < 0 ? "" : line[(space + 1)..]) : new(null, line);
    }

    /// <summary>The moment, to a ten-millionth of a second.</summary>
    public static DateTimeOffset? MomentOf(string stamp)
    {
        // .NET reads seven digits of a second, servers write up to nine.
        var point = stamp.IndexOf('.');
        var end = point < 0 ? -1 : stamp.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9');
        var text = end > 7 ? string.Concat(stamp.AsSpan(0, point + 8), stamp.AsSpan(point + 1 + end)) : stamp;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }
}
