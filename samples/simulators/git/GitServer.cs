namespace Pipeline.Simulators.Git;

/// <summary>A git server over HTTP on a loopback port: Kestrel in front of git's own <c>http-backend</c>, with a hook that fires after each push.</summary>
public sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string _program;
    private readonly string _repositories;
    private readonly GitHttpBackend _backend;
    private readonly SemaphoreSlim _pushing = new(1);
    private PushHook? _hook;

    private GitServer(WebApplication application, string program, string repositories)
    {
        (_application, _program, _repositories) = (application, program, repositories);
        _backend = new(program, repositories, speaksProtocolV2: true);
    }

    /// <summary>Where it listens; a repository is below it, under its name.</summary>
    public Uri Address => new(_application.Urls.First());

    /// <summary>Starts it on a free port.</summary>
    /// <param name="program">The program <c>git</c>.</param>
    /// <param name="repositories">An empty folder for the repositories.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<GitServer> StartAsync(string program, string repositories, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var server = new GitServer(application, program, repositories);
        application.Run(server.AnswerAsync);
        await application.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Makes an empty repository that takes pushes.</summary>
    /// <returns>Where it is cloned from.</returns>
    public async Task<Uri> CreateRepositoryAsync(string name, CancellationToken cancellationToken)
    {
        await GitAsync(_repositories, cancellationToken, "init", "--quiet", "--bare", "--initial-branch=main", name);
        await GitAsync(Path.Combine(_repositories, name), cancellationToken, "config", "http.receivepack", "true");
        return new(Address, name);
    }

    /// <summary>Tells somebody of each push from now on.</summary>
    /// <param name="address">Whom.</param>
    /// <param name="secret">What the calls are signed with.</param>
    public void FireHooks(Uri address, string secret) => _hook = new(address, secret);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _pushing.Dispose();
        _hook?.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        const string Push = "/git-receive-pack";
        var path = context.Request.Path.Value!;
        if (_hook is not { } hook || !HttpMethods.IsPost(context.Request.Method) || !path.EndsWith(Push, StringComparison.Ordinal))
        {
            await _backend.AnswerAsync(context, "ada");
            return;
        }

        var name = path[1..^Push.Length];
        var repository = Path.Combine(_repositories, name);
        await _pushing.WaitAsync(context.RequestAborted);
        try
        {
            var before = await ReferencesAsync(repository, context.RequestAborted);
            await _backend.AnswerAsync(context, "ada");
            foreach (var (reference, commit) in await ReferencesAsync(repository, CancellationToken.None))
            {
                if (before.GetValueOrDefault(reference) is var old && old != commit)
                    await hook.FireAsync(new(_program, repository, name, reference, old, commit), CancellationToken.None);
            }
        }
        finally
        {
            _pushing.Release();
        }
    }

    private async Task<Dictionary<string, string>> ReferencesAsync(string repository, CancellationToken cancellationToken) =>
        (await GitAsync(repository, cancellationToken, "for-each-ref", "--format=%(refname) %(objectname)"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' '))
            .ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);

    private Task<string> GitAsync(string folder, CancellationToken cancellationToken, params string[] arguments) =>
        GitProcess.RunAsync(_program, folder, arguments, default, cancellationToken);
}
