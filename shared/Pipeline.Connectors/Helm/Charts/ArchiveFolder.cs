using System.Formats.Tar;
using System.IO.Compression;

namespace Pipeline.Connectors.Helm.Charts;

/// <summary>Unpacks archives (.tgz) of others: files and folders alone, none of them outside the folder, within bounds.</summary>
internal static class ArchiveFolder
{
    private const long MostBytes = 100L * 1024 * 1024;
    private const int MostFiles = 10_000;

    /// <summary>Unpacks one into a folder.</summary>
    /// <exception cref="HelmException">It is no archive, holds a link or a path that leads out, or is too large.</exception>
    public static async Task UnpackAsync(ReadOnlyMemory<byte> archive, string folder, CancellationToken cancellationToken)
    {
        try
        {
            using var packed = new MemoryStream(archive.ToArray(), writable: false);
            await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            await using var tar = new TarReader(unpacked);
            var (bytes, files) = (0L, 0);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.EntryType is TarEntryType.GlobalExtendedAttributes or TarEntryType.Directory)
                    continue;
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                    throw new HelmException(HelmFailure.Refused, $"The archive's entry '{Shown(entry.Name)}' is a link or no file at all: pack the file itself.");
                if ((bytes += entry.Length) > MostBytes || ++files > MostFiles)
                    throw new HelmException(HelmFailure.TooLarge, $"The archive is too large: at most {MostFiles:N0} files of {MostBytes:N0} bytes together are unpacked.");
                await WriteAsync(entry, PathOf(entry.Name, folder), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new HelmException(HelmFailure.Unexpected, $"It is no archive of the form .tgz: {exception.Message}", exception);
        }
    }

    private static string PathOf(string name, string folder)
    {
        var segments = name.Split('/').Where(static segment => segment is not ("" or ".")).ToArray();
        if (name.StartsWith('/') || segments.Length == 0 || segments.Any(static segment => segment is ".." || segment.Any(static letter => letter < ' ' || letter is '\\' or ':')))
            throw new HelmException(HelmFailure.Refused, $"The archive's entry '{Shown(name)}' leads out of the archive or has a name that files cannot have.");
        return Path.Combine([folder, .. segments]);
    }

    private static async Task WriteAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.CreateNew); // the entry's own mode is none of ours
            if (entry.DataStream is { } data)
                await data.CopyToAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or (IOException and not EndOfStreamException))
        {
            throw new HelmException(HelmFailure.Refused, $"The archive's entry '{Shown(entry.Name)}' cannot be written: it stands there twice, or its name is too long.", exception);
        }
    }

    private static string Shown(string name) => name.Length > 100 ? name[..100] + "…" : name;
}
