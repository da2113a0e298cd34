namespace Pipeline.Connectors.Git;

/// <summary>The branches and tags of a repository.</summary>
/// <param name="DefaultBranch">The branch that is meant when none is named; null for an empty repository.</param>
/// <param name="Branches">The branches.</param>
/// <param name="Tags">The tags.</param>
public sealed record GitReferences(string? DefaultBranch, IReadOnlyList<GitReference> Branches, IReadOnlyList<GitReference> Tags);

/// <summary>A branch or tag.</summary>
/// <param name="Name">Its name, without <c>refs/heads/</c> or <c>refs/tags/</c>.</param>
/// <param name="Commit">The id of the commit that it is at; for an annotated tag, of the commit that is tagged.</param>
public sealed record GitReference(string Name, string Commit);
