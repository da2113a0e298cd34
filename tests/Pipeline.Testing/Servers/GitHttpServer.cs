using System.Text;
using Microsoft.AspNetCore.Http;
using Pipeline.Simulators.Git;

namespace Pipeline.Testing.Servers;

/// <summary>
/// A real git server over HTTP on a loopback port: Kestrel in front of git's own <c>http-backend</c>. Repositories are made and filled here;
/// <see cref="PushAsync"/> goes over HTTP, as a developer's push does, so that a post-receive hook runs.
/// </summary>
public sealed class GitHttpServer : IAsyncDisposable
{
    /// <summary>Who may sign in where a password is asked for.</summary>
    public const string User = "pipeline";

    /// <summary>The password.</summary>
    public const string Password = "git-pass/w0rd+";

    private readonly TemporaryFolder _folder = new();
    private readonly GitTestProgram _git;
    private readonly GitHttpServerOptions _options;
    private LoopbackServer? _server;

    private GitHttpServer(GitTestProgram git, GitHttpServerOptions options) => (_git, _options) = (git, options);

    /// <summary>Where it listens; a repository is below it, under its name.</summary>
    public Uri Url => _server!.Url;

    /// <summary>What was asked of it.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _server!.Requests;

    /// <summary>Starts one; skips or fails the test when git is not installed.</summary>
    public static async Task<GitHttpServer> StartAsync(GitHttpServerOptions? options = null)
    {
        var server = new GitHttpServer(await GitTestProgram.LocateAsync(), options ?? new());
        try
        {
            var backend = new GitHttpBackend(server._git.Program, server._folder.Path, server._options.SpeaksProtocolV2);
            server._server = await LoopbackServer.StartAsync(context => server.AnswerAsync(context, backend), server._options.Certificate?.Certificate, keepsBodies: false);
            return server;
        }
        catch
        {
            server._folder.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty repository.</summary>
    /// <returns>Where it is cloned from.</returns>
    public async Task<Uri> CreateRepositoryAsync(string name, CancellationToken cancellationToken)
    {
        await _git.RunAsync(_folder.Path, cancellationToken, "init", "--quiet", "--bare", "--initial-branch=main", name);
        await ConfigureAsync("http.receivepack", "true");
        await ConfigureAsync("uploadpack.allowFilter", _options.SpeaksProtocolV2 ? "true" : "false");
        return new Uri(Url, name);

        Task ConfigureAsync(string key, string value) => _git.RunAsync(_folder[name], cancellationToken, "config", key, value);
    }

    /// <summary>Adds a commit to a branch, without a push.</summary>
    /// <returns>Its id.</returns>
    public Task<string> CommitAsync(string repository, GitTestCommit commit, CancellationToken cancellationToken) =>
        _git.CommitAsync(_folder[repository], commit, cancellationToken);

    /// <summary>Tags a commit, without a push.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tag">The tag's name.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="message">Makes it an annotated tag; null: a plain one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task TagAsync(string repository, string tag, string commit, string? message, CancellationToken cancellationToken) => message is null
        ? _git.RunAsync(_folder[repository], cancellationToken, "tag", tag, commit)
        : _git.RunAsync(_folder[repository], cancellationToken, "tag", "--annotate", "--message", message, tag, commit);

    /// <summary>Pushes a commit over HTTP, as <see cref="User"/>.</summary>
    /// <returns>Its id, and what the server's hook wrote.</returns>
    public async Task<(string Commit, string Output)> PushAsync(string repository, GitTestCommit commit, CancellationToken cancellationToken)
    {
        using var author = new TemporaryFolder();
        await _git.RunAsync(author.Path, cancellationToken, "init", "--quiet", "--bare", "--initial-branch=main");
        await _git.RunAsync(author.Path, cancellationToken, "fetch", "--quiet", _folder[repository], "+refs/*:refs/*");
        var id = await _git.CommitAsync(author.Path, commit, cancellationToken);
        var url = new UriBuilder(new Uri(Url, repository)) { UserName = User, Password = Uri.EscapeDataString(Password) }.Uri;
        return (id, await _git.RunAsync(author.Path, cancellationToken, "push", url.AbsoluteUri, $"{id}:refs/heads/{commit.Branch}"));
    }

    /// <summary>Sets what runs on the server after each push: a shell script that reads <c>old new ref</c> lines from its standard input.</summary>
    public void SetPostReceiveHook(string repository, string script)
    {
        var file = _folder[repository, "hooks", "post-receive"];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, script.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, GitHttpBackend backend)
    {
        if (_options.Answer is { } answer && await answer(context))
            return;

        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}";
        if (_options.AsksForPassword && context.Request.Headers.Authorization != expected)
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        await backend.AnswerAsync(context, _options.AsksForPassword ? User : "anonymous");
    }
}

/// <summary>What a <see cref="GitHttpServer"/> is like.</summary>
public sealed record GitHttpServerOptions
{
    /// <summary>Whether only <see cref="GitHttpServer.User"/> gets in.</summary>
    public bool AsksForPassword { get; init; }

    /// <summary>Serves https with it; null: http.</summary>
    public LoopbackCertificate? Certificate { get; init; }

    /// <summary>Whether it is a server of today. An old one gives whole commits only, and only those that a branch or tag is at.</summary>
    public bool SpeaksProtocolV2 { get; init; } = true;

    /// <summary>Answers in the server's place; false leaves the request to it.</summary>
    public Func<HttpContext, Task<bool>>? Answer { get; init; }
}
