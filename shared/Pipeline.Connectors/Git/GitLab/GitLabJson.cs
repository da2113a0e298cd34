using System.Text.Json.Serialization;

namespace Pipeline.Connectors.Git.GitLab;

/// <summary>The user that a token belongs to.</summary>
internal sealed record GitLabUser(string Username);

/// <summary>A project.</summary>
internal sealed record GitLabProject(string PathWithNamespace, string? DefaultBranch);

/// <summary>A branch or tag, with its commit.</summary>
internal sealed record GitLabReference(string Name, GitLabReferenceCommit? Commit);

/// <summary>The commit of a branch or tag.</summary>
internal sealed record GitLabReferenceCommit(string Id);

/// <summary>A commit.</summary>
internal sealed record GitLabCommit(string Id, string Message, string AuthorName, string AuthorEmail, DateTimeOffset CommittedDate, Uri? WebUrl);

/// <summary>A file that differs. Its text is left unread.</summary>
internal sealed record GitLabDiff(string OldPath, string NewPath, bool NewFile, bool RenamedFile, bool DeletedFile);

/// <summary>What differs between two commits.</summary>
internal sealed record GitLabComparison(IReadOnlyList<GitLabDiff> Diffs, bool CompareTimeout);

/// <summary>A file at a commit.</summary>
internal sealed record GitLabFile(string FilePath, long Size, string Encoding, string Content);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GitLabUser))]
[JsonSerializable(typeof(GitLabProject))]
[JsonSerializable(typeof(IReadOnlyList<GitLabProject>))]
[JsonSerializable(typeof(GitLabReference))]
[JsonSerializable(typeof(IReadOnlyList<GitLabReference>))]
[JsonSerializable(typeof(GitLabCommit))]
[JsonSerializable(typeof(IReadOnlyList<GitLabDiff>))]
[JsonSerializable(typeof(GitLabComparison))]
[JsonSerializable(typeof(GitLabFile))]
internal sealed partial class GitLabJson : JsonSerializerContext;
