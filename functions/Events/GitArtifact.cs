using Pipeline.Definitions.Artifacts;

namespace Pipeline.Functions.Events;

/// <summary>The commit that a git event brings along.</summary>
internal static class GitArtifact
{
    /// <summary>The artifact.</summary>
    /// <param name="repository">The repository as its server calls it.</param>
    /// <param name="commit">The commit's id.</param>
    /// <param name="reference">The branch or tag.</param>
    public static Artifact Of(string repository, string commit, string? reference) => new()
    {
        Type = ArtifactTypes.GitCommit,
        Name = repository,
        Version = commit,
        Location = reference,
        Reference = commit,
    };
}
