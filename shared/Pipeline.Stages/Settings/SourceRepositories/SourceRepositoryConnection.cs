using Pipeline.Connectors.Git;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Durations;

namespace Pipeline.Stages.Settings.SourceRepositories;

/// <summary>Reaches a git server.</summary>
internal sealed class SourceRepositoryConnection(OutboundHttp http, TimeProvider time) : SettingConnection<SourceRepository>
{
    /// <summary>The choice of repositories.</summary>
    public const string Repositories = "repositories";

    /// <summary>The choice of branches.</summary>
    public const string Branches = "branches";

    /// <summary>The choice of tags.</summary>
    public const string Tags = "tags";

    public override IReadOnlyDictionary<string, string> Choices { get; } = new Dictionary<string, string>
    {
        [Repositories] = "The repositories that the token gives access to, where the server lists them (GitHub and GitLab do).",
        [Branches] = "The branches of ?repository=.",
        [Tags] = "The tags of ?repository=.",
    };

    public override async ValueTask<string> TestAsync(SourceRepository setting, CancellationToken cancellationToken) =>
        await AskAsync(() => SourceRepositoryServers.Open(setting, http, time).PingAsync(cancellationToken));

    public override async ValueTask<IReadOnlyList<string>> ListChoicesAsync(SourceRepository setting, ChoiceQuery query, CancellationToken cancellationToken)
    {
        var server = SourceRepositoryServers.Open(setting, http, time);
        if (query.What is Repositories)
            return await AskAsync(() => server.ListRepositoriesAsync(cancellationToken));

        var name = query.Fields.GetValueOrDefault("repository", "");
        if (SourceRepositoryServers.FaultOf(setting.Host, name) is { } fault)
            throw new SettingConnectionException($"The {query.What} are a repository's: add ?repository=. {fault}");

        return await AskAsync(async () =>
        {
            await using var repository = server.Open(name);
            var references = await repository.ListReferencesAsync(cancellationToken);
            return (IReadOnlyList<string>)[.. (query.What is Tags ? references.Tags : references.Branches).Select(static reference => reference.Name)];
        });
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (GitException exception)
        {
            var later = exception.RetryAfter is { } pause ? $" Try again in {Duration.Format(TimeSpan.FromSeconds(Math.Ceiling(pause.TotalSeconds)))}." : "";
            throw new SettingConnectionException(exception.Message + later, exception);
        }
    }
}
