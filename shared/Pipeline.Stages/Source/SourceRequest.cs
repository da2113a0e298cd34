using Pipeline.Connectors.Git;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Source;

/// <summary>What is to be taken from which repository, whatever the server.</summary>
/// <param name="Host">What the server is to be.</param>
/// <param name="Source">The setting's name.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Revision">The commit that is meant.</param>
/// <param name="Files">The files to take along.</param>
internal sealed record SourceRequest(SourceRepositoryHost Host, string Source, string Repository, GitRevision Revision, IReadOnlyList<SourceFile> Files)
{
    /// <summary>How long a file may be where the document does not say: 256 KiB.</summary>
    public const int StandardFileBytes = 256 * 1024;

    /// <summary>How long a file may be said to be: 10 MiB.</summary>
    public const int MostFileBytes = 10 * 1024 * 1024;

    /// <summary>How long all files whose content the outputs hold may be together: 512 KiB, since a stage's outputs have 1 MiB at most.</summary>
    public const int MostEmbeddedBytes = 512 * 1024;

    /// <summary>How many files are taken along at most.</summary>
    public const int MostFiles = 50;

    /// <summary>The type of artifact that says where a file is on such a server; null where files have no address.</summary>
    public string? FileType => Host switch
    {
        SourceRepositoryHost.GitHub => Definitions.Artifacts.ArtifactTypes.GitHubFile,
        SourceRepositoryHost.GitLab => Definitions.Artifacts.ArtifactTypes.GitLabFile,
        _ => null,
    };

    /// <summary>Reads a stage's evaluated input.</summary>
    /// <exception cref="StageFailedException">It asks for what cannot be; the message names the field.</exception>
    public static SourceRequest Create(SourceRepositoryHost host, SourceInput input, string repository, IReadOnlyList<SourceFile> files)
    {
        if (SourceRepositoryServers.FaultOf(host, repository) is { } fault)
            throw Invalid($"repository: {fault}");
        if (files.Count > MostFiles)
            throw Invalid($"files: {files.Count} files are asked for, of which at most {MostFiles} can be taken along.");
        foreach (var file in files)
        {
            if (FilePaths.FaultOf(file.Path) is { } wrong)
                throw Invalid($"files: {wrong}");
            if (file.MaximumBytes is < 1 or > MostFileBytes)
                throw Invalid($"files: the maximumBytes of '{file.Path}' must be from 1 to {MostFileBytes}.");
        }

        return new(host, input.Source, repository, RevisionOf(input), files);
    }

    /// <summary>A blank field is one that is left out, so that an expression may leave it to another.</summary>
    private static GitRevision RevisionOf(SourceInput input)
    {
        GitRevision[] given =
        [
            .. string.IsNullOrWhiteSpace(input.Branch) ? [] : new GitRevision[] { new GitRevision.Branch(input.Branch.Trim()) },
            .. string.IsNullOrWhiteSpace(input.Tag) ? [] : new GitRevision[] { new GitRevision.Tag(input.Tag.Trim()) },
            .. string.IsNullOrWhiteSpace(input.Commit) ? [] : new GitRevision[] { new GitRevision.Commit(input.Commit.Trim().ToLowerInvariant()) },
        ];
        if (given.Length > 1)
            throw Invalid("branch, tag, commit: give one of them, or none for the default branch.");

        var revision = given.Length == 0 ? new GitRevision.DefaultBranch() : given[0];
        return revision.FaultOf() is { } fault ? throw Invalid($"{revision.GetType().Name.ToLowerInvariant()}: {fault}") : revision;
    }

    private static StageFailedException Invalid(string message) => new(new StageError("invalid-input", message));
}
