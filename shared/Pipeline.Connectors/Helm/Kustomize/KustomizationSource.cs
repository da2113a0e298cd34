using System.Text;

namespace Pipeline.Connectors.Helm.Kustomize;

/// <summary>
/// All files of a kustomization, found from one to the next: kustomize knows no wildcards, so that whoever reads its files knows which it needs
/// (as rosco's KustomizationFileReader does). Nothing outside the root is read.
/// </summary>
/// <param name="read">Reads a file by its path from the root; null when there is none.</param>
public sealed class KustomizationSource(Func<string, CancellationToken, Task<ReadOnlyMemory<byte>?>> read)
{
    private const int MostFiles = 500;
    private const long MostBytes = 50L * 1024 * 1024;

    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Collects the files.</summary>
    /// <param name="path">The folder that holds the kustomization, or the kustomization's own path; empty: the root.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The folder, and the files by their paths from the root.</returns>
    /// <exception cref="HelmException">Something is missing, elsewhere, outside the root, or too large.</exception>
    public async Task<KustomizationFiles> CollectAsync(string path, CancellationToken cancellationToken)
    {
        var trimmed = path.Trim('/');
        var folder = KustomizationFile.Names.Contains(trimmed.Split('/')[^1]) ? Parent(trimmed) : trimmed;
        if (!await CollectFolderAsync(folder, cancellationToken))
            throw new HelmException(HelmFailure.ChartNotFound, $"There is no kustomization in '{(folder.Length == 0 ? "/" : folder)}': it is to hold {string.Join(" or ", KustomizationFile.Names)}.");
        return new(folder, _files);
    }

    private async Task<bool> CollectFolderAsync(string folder, CancellationToken cancellationToken)
    {
        if (!_folders.Add(folder))
            return true;

        foreach (var name in KustomizationFile.Names)
        {
            var path = Join(folder, name)!;
            if (await TakeAsync(path, cancellationToken) is not { } content)
                continue;

            var file = KustomizationFile.Read(Encoding.UTF8.GetString(content.Span), path);
            foreach (var entry in file.Directories)
                await CollectEntryAsync(folder, entry, path, cancellationToken);
            foreach (var entry in file.Files)
            {
                if (await TakeAsync(Within(folder, entry, path), cancellationToken) is null)
                    throw Missing(entry, path);
            }

            return true;
        }

        return false;
    }

    private async Task CollectEntryAsync(string folder, string entry, string path, CancellationToken cancellationToken)
    {
        var target = Within(folder, entry, path);
        if (target.Length > 0 && await TakeAsync(target, cancellationToken) is not null)
            return;
        if (!await CollectFolderAsync(target, cancellationToken))
            throw Missing(entry, path);
    }

    private async Task<ReadOnlyMemory<byte>?> TakeAsync(string path, CancellationToken cancellationToken)
    {
        if (_files.TryGetValue(path, out var known))
            return known;
        if (await read(path, cancellationToken) is not { } content)
            return null;
        if ((_bytes += content.Length) > MostBytes || _files.Count >= MostFiles)
            throw new HelmException(HelmFailure.TooLarge, $"The kustomization is too large: at most {MostFiles} files of {MostBytes:N0} bytes together are read.");
        return _files[path] = content;
    }

    private static HelmException Missing(string entry, string path) => new(HelmFailure.ChartNotFound, $"{path}: there is no file or kustomization '{entry}'.");

    private static string Within(string folder, string entry, string path) => Join(folder, entry)
        ?? throw new HelmException(HelmFailure.Refused, $"{path}: '{entry}' leads out of the root.");

    private static string Parent(string path) => path.Contains('/') ? path[..path.LastIndexOf('/')] : "";

    /// <summary>A path from a folder on; null when it leads out of the root.</summary>
    private static string? Join(string folder, string entry)
    {
        if (entry.StartsWith('/') || entry.Any(static letter => letter < ' ' || letter is '\\' or ':'))
            return null;

        var segments = new List<string>();
        foreach (var segment in folder.Split('/').Concat(entry.Split('/')))
        {
            if (segment is "" or ".")
                continue;
            if (segment != "..")
                segments.Add(segment);
            else if (segments.Count == 0)
                return null;
            else
                segments.RemoveAt(segments.Count - 1);
        }

        return string.Join('/', segments);
    }
}

/// <summary>The files of a kustomization.</summary>
/// <param name="Folder">The folder that is rendered, from the root; empty: the root.</param>
/// <param name="Files">The files by their paths from the root.</param>
public sealed record KustomizationFiles(string Folder, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files);
