using System.Collections.Concurrent;
using System.Text;

namespace Pipeline.Simulators.Repositories;

/// <summary>A repository with its commits, branches and tags, in memory.</summary>
/// <param name="fullName">Its name with its owner or group.</param>
/// <param name="isPrivate">Whether only those who have signed in see it.</param>
public sealed class SimulatedRepository(string fullName, bool isPrivate = false)
{
    private readonly ConcurrentDictionary<string, SimulatedCommit> _commits = new();

    /// <summary>Its name with its owner or group.</summary>
    public string FullName { get; } = fullName;

    /// <summary>Whether only those who have signed in see it.</summary>
    public bool IsPrivate { get; } = isPrivate;

    /// <summary>The branch that is meant when none is named.</summary>
    public string DefaultBranch { get; set; } = "main";

    /// <summary>The commits that branches are at.</summary>
    public ConcurrentDictionary<string, string> Branches { get; } = new();

    /// <summary>The commits that tags are at.</summary>
    public ConcurrentDictionary<string, string> Tags { get; } = new();

    /// <summary>The name without owner or group.</summary>
    public string Name => FullName[(FullName.LastIndexOf('/') + 1)..];

    /// <summary>The owner or group.</summary>
    public string Owner => FullName[..FullName.LastIndexOf('/')];

    /// <summary>Adds a commit to a branch.</summary>
    /// <param name="branch">The branch; one that is not there begins at the default branch.</param>
    /// <param name="message">The message.</param>
    /// <param name="files">What files hold from now on; null removes one.</param>
    /// <returns>The commit.</returns>
    public SimulatedCommit Commit(string branch, string message, params (string Path, string? Content)[] files) =>
        Commit(branch, message, [.. files.Select(static file => (file.Path, file.Content is null ? null : Encoding.UTF8.GetBytes(file.Content)))]);

    /// <inheritdoc cref="Commit(string, string, ValueTuple{string, string}[])"/>
    public SimulatedCommit Commit(string branch, string message, IReadOnlyList<(string Path, byte[]? Content)> files)
    {
        var parent = Find(Branches.GetValueOrDefault(branch)) ?? Find(Branches.GetValueOrDefault(DefaultBranch));
        var tree = new SortedDictionary<string, byte[]>(parent?.Files.ToDictionary() ?? [], StringComparer.Ordinal);
        foreach (var (path, content) in files)
        {
            if (content is null)
                tree.Remove(path);
            else
                tree[path] = content;
        }

        var at = new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero).AddHours(_commits.Count);
        var identity = $"{FullName}\n{branch}\n{parent?.Id}\n{at:O}\n{message}\n{string.Join('\n', tree.Select(static file => $"{file.Key} {SimulatedCommit.BlobId(file.Value)}"))}";
        var commit = new SimulatedCommit
        {
            Id = SimulatedCommit.Hash(Encoding.UTF8.GetBytes(identity)),
            Parent = parent,
            Message = message,
            CommittedAt = at,
            Files = tree,
        };
        _commits[commit.Id] = commit;
        Branches[branch] = commit.Id;
        return commit;
    }

    /// <summary>A commit by its id or the beginning of it, if that is the beginning of one only; null when there is none.</summary>
    public SimulatedCommit? Find(string? id) => id is not { Length: >= 4 }
        ? null
        : _commits.GetValueOrDefault(id) ?? (_commits.Keys.Where(known => known.StartsWith(id, StringComparison.Ordinal)).Take(2).ToArray() is [var only] ? _commits[only] : null);

    /// <summary>The content with a blob's id; null when no commit has one.</summary>
    public byte[]? FindBlob(string id) => _commits.Values.SelectMany(static commit => commit.Files.Values).FirstOrDefault(content => SimulatedCommit.BlobId(content) == id);
}
