using System.Globalization;
using Azure;

namespace Pipeline.Storage.Embedded;

/// <summary>
/// Version numbers of rows and blobs: the number of the folder's opening, then a count. None is ever given twice, not even for a row
/// that was deleted before a restart and made anew after it.
/// </summary>
internal sealed class EmbeddedVersions
{
    private const int CountBits = 40;
    private long _last;

    private EmbeddedVersions(long opening) => _last = opening << CountBits;

    /// <summary>Counts this opening of the folder.</summary>
    public static async Task<EmbeddedVersions> OpenAsync(IEmbeddedDatabase database, CancellationToken cancellationToken) =>
        new(await database.WriteAsync(
            static connection =>
            {
                connection.Execute("insert into opening (number) select coalesce(max(number), 0) + 1 from opening");
                var number = (long)connection.Command("select max(number) from opening").ExecuteScalar()!;
                connection.Execute("delete from opening where number < $1", number);
                return number;
            },
            cancellationToken));

    /// <summary>A version that nothing has had before.</summary>
    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>The version as callers see it.</summary>
    public static ETag ToETag(long version) => new(string.Create(CultureInfo.InvariantCulture, $"\"{version:x}\""));

    /// <summary>The number behind an ETag; -1, which nothing has, for an ETag of other origin.</summary>
    public static long Parse(ETag etag)
    {
        var text = etag.ToString("G");
        return text.Length > 2
            && long.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var version) ? version : -1;
    }
}
