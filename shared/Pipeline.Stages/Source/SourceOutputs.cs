using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Git;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Stages.Source;

/// <summary>What source stages put out.</summary>
internal static class SourceOutputs
{
    private const int MostMessage = 16_384;

    /// <summary>The outputs of every source stage.</summary>
    public static IReadOnlyList<StageOutput> Described { get; } =
    [
        new("commit", "The commit: id, message, author (name, email), committedAt, url (absent where the server has no pages), files (path, change: added, modified, "
            + "removed or renamed, previousPath) against its first parent, and filesTruncated when there are more than those."),
        new("repository", "The repository."),
        new("branch", "The branch that was taken, also when it is the default branch; absent for a tag or commit."),
        new("tag", "The tag that was taken; absent for a branch or commit."),
        new("artifacts", "The artifacts: the repository at the commit (git/repo), then each of the files, in their order."),
    ];

    /// <summary>Writes them.</summary>
    public static JsonObject Of(string repository, GitResolution resolution, GitCommit commit, IEnumerable<Artifact> artifacts)
    {
        var outputs = new JsonObject { ["commit"] = Of(commit), ["repository"] = repository };
        if (resolution.Branch is not null)
            outputs["branch"] = resolution.Branch;
        if (resolution.Tag is not null)
            outputs["tag"] = resolution.Tag;
        outputs["artifacts"] = new JsonArray([.. artifacts.Select(ArtifactJson.Write)]);
        return outputs;
    }

    /// <summary>The repository at a commit, as an artifact.</summary>
    public static Artifact Repository(SourceRequest request, string repository, GitResolution resolution, Uri cloneUrl) => new()
    {
        Type = ArtifactTypes.GitRepository,
        Name = repository,
        Version = resolution.Commit,
        Reference = cloneUrl.AbsoluteUri,
        Metadata = Metadata(request, resolution),
    };

    /// <summary>A file at a commit, as an artifact.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="content">Its content.</param>
    /// <param name="resolution">The commit.</param>
    /// <param name="url">Where it is; null: the artifact holds the content itself.</param>
    public static Artifact File(SourceRequest request, string repository, string path, ReadOnlySpan<byte> content, GitResolution resolution, Uri? url)
    {
        var metadata = Metadata(request, resolution);
        metadata["size"] = content.Length;
        metadata["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content));
        return new()
        {
            Type = url is null ? ArtifactTypes.EmbeddedBase64 : request.FileType!,
            Name = path,
            Version = resolution.Commit,
            Location = repository,
            Reference = url?.AbsoluteUri ?? Convert.ToBase64String(content),
            Metadata = metadata,
        };
    }

    /// <summary>Where it was found: by the setting, whoever fetches the artifact later finds the token.</summary>
    private static JsonObject Metadata(SourceRequest request, GitResolution resolution)
    {
        var metadata = new JsonObject { ["source"] = request.Source };
        if (resolution.Branch is not null)
            metadata["branch"] = resolution.Branch;
        if (resolution.Tag is not null)
            metadata["tag"] = resolution.Tag;
        return metadata;
    }

    private static JsonObject Of(GitCommit commit)
    {
        var written = new JsonObject
        {
            ["id"] = commit.Id,
            ["message"] = commit.Message.Length > MostMessage ? commit.Message[..MostMessage] + "…" : commit.Message,
            ["author"] = new JsonObject { ["name"] = commit.Author.Name, ["email"] = commit.Author.Email },
            ["committedAt"] = commit.CommittedAt,
            ["files"] = new JsonArray([.. commit.Changes.Files.Select(Of)]),
        };
        if (commit.Url is not null)
            written["url"] = commit.Url.AbsoluteUri;
        if (commit.Changes.Truncated)
            written["filesTruncated"] = true;
        return written;
    }

    private static JsonObject Of(GitChangedFile file)
    {
        var written = new JsonObject { ["path"] = file.Path, ["change"] = file.Change.ToString().ToLowerInvariant() };
        if (file.PreviousPath is not null)
            written["previousPath"] = file.PreviousPath;
        return written;
    }
}
