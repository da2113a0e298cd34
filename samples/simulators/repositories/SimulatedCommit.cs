using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Simulators.Repositories;

/// <summary>A commit: the files of a repository at one moment.</summary>
public sealed record SimulatedCommit
{
    /// <summary>Its id, 40 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The commit before it; null for the first.</summary>
    public SimulatedCommit? Parent { get; init; }

    /// <summary>Its message.</summary>
    public required string Message { get; init; }

    /// <summary>Who wrote it.</summary>
    public string AuthorName { get; init; } = "Ada Lovelace";

    /// <summary>The address of who wrote it.</summary>
    public string AuthorEmail { get; init; } = "ada@example.com";

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset CommittedAt { get; init; }

    /// <summary>All files by path.</summary>
    public required IReadOnlyDictionary<string, byte[]> Files { get; init; }

    /// <summary>What differs from another commit, by path; null: from nothing. A file that has moved with the same content is told as such.</summary>
    public IReadOnlyList<SimulatedChange> ChangesSince(SimulatedCommit? other)
    {
        var before = other?.Files ?? new Dictionary<string, byte[]>();
        var removed = before.Where(file => !Files.ContainsKey(file.Key)).ToDictionary(file => file.Key, file => BlobId(file.Value));
        var changes = new List<SimulatedChange>();
        foreach (var (path, content) in Files)
        {
            if (before.TryGetValue(path, out var old))
            {
                if (!old.AsSpan().SequenceEqual(content))
                    changes.Add(new(path, "modified", null));
            }
            else if (removed.FirstOrDefault(file => file.Value == BlobId(content)).Key is { } moved)
            {
                removed.Remove(moved);
                changes.Add(new(path, "renamed", moved));
            }
            else
            {
                changes.Add(new(path, "added", null));
            }
        }

        return [.. changes.Concat(removed.Keys.Select(static path => new SimulatedChange(path, "removed", null))).OrderBy(static change => change.Path, StringComparer.Ordinal)];
    }

    /// <summary>The id that git gives a content.</summary>
    public static string BlobId(byte[] content) => Hash([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]);

    /// <summary>SHA-1, which ids are made with.</summary>
    internal static string Hash(byte[] bytes) =>
#pragma warning disable CA5350 // Git's ids are SHA-1.
        Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
}

/// <summary>A file that differs.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Status"><c>added</c>, <c>modified</c>, <c>removed</c> or <c>renamed</c>.</param>
/// <param name="PreviousPath">The path that a renamed file had.</param>
public sealed record SimulatedChange(string Path, string Status, string? PreviousPath);
