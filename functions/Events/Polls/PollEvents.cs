using Pipeline.Connectors.Git;
using Pipeline.Definitions.Triggers;
using GitChange = Pipeline.Definitions.Triggers.GitChange;

namespace Pipeline.Functions.Events.Polls;

/// <summary>Makes events of what looks at repositories found.</summary>
internal static class PollEvents
{
    private const string Branches = "heads/";

    /// <summary>The event of a branch or tag that is new or elsewhere, with what the commit says.</summary>
    /// <exception cref="GitException">The commit cannot be read.</exception>
    public static async Task<TriggerEvent> OfAsync(PolledRepository polled, IGitRepository repository, PollNews news, CancellationToken cancellationToken)
    {
        var isBranch = news.Reference.StartsWith(Branches, StringComparison.Ordinal);
        var name = news.Reference[(news.Reference.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var commit = await repository.ReadCommitAsync(news.Commit, cancellationToken);
        return new()
        {
            Key = $"{GitTrigger.TypeName}/{polled.Source}",
            By = commit.Author.Name,
            Summary = isBranch ? $"push to {name} of {polled.Repository}" : $"tag {name} of {polled.Repository}",
            IsPolled = true,
            Artifacts = [GitArtifact.Of(polled.Repository, news.Commit, name)],
            Git = new GitChange
            {
                Event = isBranch ? GitEvent.Push : GitEvent.Tag,
                Repository = polled.Repository,
                Branch = isBranch ? name : null,
                Tag = isBranch ? null : name,
                Commit = news.Commit,
                Message = commit.Message,
                Author = commit.Author.Name,
                CommittedAt = commit.CommittedAt,
                Files = isBranch && news.Before is { } before ? await FilesAsync(repository, before, news.Commit, cancellationToken) : null,
            },
        };
    }

    // After a forced push the commit before may be gone; then nobody knows which files changed.
    private static async Task<IReadOnlyList<string>?> FilesAsync(IGitRepository repository, string before, string commit, CancellationToken cancellationToken)
    {
        try
        {
            var changes = await repository.CompareAsync(before, commit, cancellationToken);
            return changes.Truncated ? null : [.. changes.Files.Select(file => file.Path)];
        }
        catch (GitException exception) when (!exception.IsPassing)
        {
            return null;
        }
    }
}
