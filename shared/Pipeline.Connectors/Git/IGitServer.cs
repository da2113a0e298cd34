namespace Pipeline.Connectors.Git;

/// <summary>A server of git repositories, as one credential sees it.</summary>
public interface IGitServer
{
    /// <summary>Tries whether the server answers and lets us in.</summary>
    /// <returns>What was found, a sentence for people.</returns>
    /// <exception cref="GitException">It does not.</exception>
    Task<string> PingAsync(CancellationToken cancellationToken);

    /// <summary>The repositories that the credential gives access to, as <see cref="Open"/> takes them; at most some thousands.</summary>
    /// <exception cref="GitException">The server lists none, gives no answer, or refuses.</exception>
    Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancellationToken);

    /// <summary>Opens a repository. Nothing is asked of the server yet.</summary>
    /// <param name="repository">Its name, checked by <see cref="RepositoryNames"/> before.</param>
    IGitRepository Open(string repository);

    /// <summary>The address of a file in the server's API, without a commit; null where it has no API.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="path">The file's path from the repository's root.</param>
    Uri? ContentUrl(string repository, string path);
}
