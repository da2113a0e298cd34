using Pipeline.Functions.Tests.Hosting;
using Pipeline.Simulators.GitHub;
using Pipeline.Simulators.GitLab;
using Pipeline.Simulators.Repositories;
using Pipeline.Testing.Servers;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>A git server of each kind with one repository of one commit, and the settings <c>…-git</c>, <c>…-github</c> and <c>…-gitlab</c> that lead there.</summary>
internal sealed class EverySource : IAsyncDisposable
{
    /// <summary>The token of the simulated servers.</summary>
    public const string Token = "a-token-nobody-sees";

    private readonly GitHttpServer _git;

    private EverySource(GitHttpServer git, GitHubSimulator gitHub, GitLabSimulator gitLab) => (_git, GitHub, GitLab) = (git, gitHub, gitLab);

    /// <summary>The ids of the commits, by <c>source-git</c>, <c>source-github</c> and <c>source-gitlab</c>.</summary>
    public IReadOnlyDictionary<string, string> Commits { get; private set; } = new Dictionary<string, string>();

    /// <summary>The simulated GitHub.</summary>
    public GitHubSimulator GitHub { get; }

    /// <summary>The simulated GitLab.</summary>
    public GitLabSimulator GitLab { get; }

    /// <summary>Starts the servers and makes the settings.</summary>
    public static async Task<EverySource> StartAsync(HttpClient admin, string prefix, CancellationToken cancellationToken)
    {
        var sources = new EverySource(await GitHttpServer.StartAsync(new() { AsksForPassword = true }), await GitHubSimulator.StartAsync(), await GitLabSimulator.StartAsync());
        await sources._git.CreateRepositoryAsync("shop.git", cancellationToken);
        sources.Commits = new Dictionary<string, string>
        {
            ["source-git"] = await sources._git.CommitAsync("shop.git", new() { Files = new Dictionary<string, byte[]?> { ["app.yaml"] = "kind: Deployment"u8.ToArray() } }, cancellationToken),
            ["source-github"] = Fill(sources.GitHub),
            ["source-gitlab"] = Fill(sources.GitLab),
        };
        await PutAsync("git", $$"""{"host":"git","url":"{{sources._git.Url}}","user":"{{GitHttpServer.User}}","token":"{{GitHttpServer.Password}}"}""");
        await PutAsync("github", $$"""{"host":"github","url":"{{sources.GitHub.Url}}","token":"{{Token}}"}""");
        await PutAsync("gitlab", $$"""{"host":"gitlab","url":"{{sources.GitLab.Url}}","token":"{{Token}}"}""");
        return sources;

        async Task PutAsync(string host, string with) => await Expect.SuccessAsync(
            await admin.PutAsync($"/api/settings/source-repositories/{prefix}-{host}", Documents.Json($$"""{"with":{{with}}}"""), cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _git.DisposeAsync();
        await GitHub.DisposeAsync();
        await GitLab.DisposeAsync();
    }

    private static string Fill(SimulatedServer server)
    {
        server.Tokens.Add(new(Token, "ada"));
        return server.Add(new SimulatedRepository("team/shop", isPrivate: true)).Commit("main", "Begin", ("app.yaml", "kind: Deployment")).Id;
    }
}
