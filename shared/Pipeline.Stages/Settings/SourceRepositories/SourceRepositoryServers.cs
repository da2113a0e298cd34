using System.Net;
using Pipeline.Connectors.Git;
using Pipeline.Connectors.Git.Executable;
using Pipeline.Connectors.Git.GitHub;
using Pipeline.Connectors.Git.GitLab;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Settings.SourceRepositories;

/// <summary>The git servers that settings describe.</summary>
public static class SourceRepositoryServers
{
    /// <summary>The user that a token is sent with where the setting names none; servers that take tokens look at the token alone.</summary>
    private const string AnyUser = "git";

    /// <summary>The server of a setting.</summary>
    public static IGitServer Open(SourceRepository setting, OutboundHttp http, TimeProvider time)
    {
        var token = string.IsNullOrWhiteSpace(setting.Token) ? null : setting.Token.Trim();
        return setting.Host switch
        {
            SourceRepositoryHost.GitHub => new GitHubServer(http, setting.Url, token, time),
            SourceRepositoryHost.GitLab => new GitLabServer(http, setting.Url, token, time),
            _ => new HttpGitServer(http, setting.Url!, token is null ? null : new NetworkCredential(setting.User ?? AnyUser, token), time),
        };
    }

    /// <summary>What is wrong with a repository's name on such a server, and what to write; null when nothing is.</summary>
    public static string? FaultOf(SourceRepositoryHost host, string repository) => host switch
    {
        SourceRepositoryHost.GitHub => RepositoryNames.FaultOnGitHub(repository),
        SourceRepositoryHost.GitLab => RepositoryNames.FaultOnGitLab(repository),
        _ => RepositoryNames.FaultOnServer(repository),
    };
}
