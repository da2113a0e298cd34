using System.Security.Cryptography;
using Pipeline.Simulators.Git;

namespace Pipeline.Demo;

/// <summary>The shop's source: a real git repository over HTTP, whose pushes start the sample pipeline.</summary>
internal sealed class DemoRepository : IAsyncDisposable
{
    private const string Name = "checkout";
    private const string Manifests = "deploy/checkout.yaml";
    private readonly DirectoryInfo _folder;
    private readonly GitServer _server;
    private readonly Uri _url;

    private DemoRepository(DirectoryInfo folder, GitServer server, Uri url) => (_folder, _server, _url) = (folder, server, url);

    /// <summary>Where repositories are cloned from and pushed to, without their names.</summary>
    public Uri Server => _server.Address;

    /// <summary>Where it is cloned from and pushed to.</summary>
    public Uri Url => _url;

    /// <summary>What its hooks are signed with.</summary>
    public string HookSecret { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Starts it with an empty repository.</summary>
    /// <exception cref="InvalidOperationException">There is no git; the message says what to do.</exception>
    public static async Task<DemoRepository> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("pipeline-demo-git-");
        GitServer? server = null;
        try
        {
            var repositories = folder.CreateSubdirectory("server").FullName;
            server = await GitServer.StartAsync("git", repositories, cancellationToken);
            return new(folder, server, await server.CreateRepositoryAsync(Name, cancellationToken));
        }
        catch (Exception exception)
        {
            if (server is not null)
                await server.DisposeAsync();
            folder.Delete(recursive: true);
            throw exception is System.ComponentModel.Win32Exception
                ? new InvalidOperationException("The demo pushes to a git repository, and there is no git. Install it, then start the demo again.", exception)
                : exception;
        }
    }

    /// <summary>Fires its hook at the product on each push from now on.</summary>
    public void FireHooks(Uri address) => _server.FireHooks(address, HookSecret);

    /// <summary>Does what a developer does: commits a change in a working copy and pushes it.</summary>
    /// <param name="message">What the change is for.</param>
    /// <param name="tag">The tag of the image that is to be deployed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The commit.</returns>
    public async Task<string> PushAsync(string message, string tag, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(_folder.FullName, "developer");
        if (!Directory.Exists(copy))
        {
            Directory.CreateDirectory(copy);
            await GitAsync("init", "--quiet", "--initial-branch=main");
        }

        var manifests = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "repository", Manifests), cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, Manifests))!);
        await File.WriteAllTextAsync(Path.Combine(copy, Manifests), manifests.Replace("checkout:1.0", $"checkout:{tag}", StringComparison.Ordinal), cancellationToken);
        await GitAsync("add", ".");
        await GitAsync("commit", "--quiet", "--message", message);
        await GitAsync("push", "--quiet", Url.AbsoluteUri, "main");
        return (await GitAsync("rev-parse", "HEAD")).Trim();

        Task<string> GitAsync(params string[] arguments) => GitProcess.RunAsync("git", copy, arguments, default, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();

        // Git makes its objects read-only, which some file systems take to mean that they cannot be removed.
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories))
            file.Attributes = FileAttributes.Normal;
        _folder.Delete(recursive: true);
    }
}
