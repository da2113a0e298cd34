using System.Net;
using Pipeline.Connectors.Http;
using Polly;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>An empty bare repository in a temporary folder, into which parts of a remote one are fetched; the folder goes with it.</summary>
internal sealed class GitWorkspace : IDisposable
{
    private const int MostOutputBytes = 16 * 1024 * 1024;

    private readonly DirectoryInfo _folder;
    private readonly GitProgram _program;
    private readonly Uri _url;
    private readonly bool _signedIn;
    private readonly ResiliencePipeline _retrying;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private GitWorkspace(DirectoryInfo folder, HttpGitRemote remote, IReadOnlyList<IPAddress> addresses)
    {
        _folder = folder;
        _program = new(remote.Options, remote.Time);
        _url = remote.Url;
        _signedIn = remote.Credential is not null;
        _retrying = GitRetries.Create(remote.Time);
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Repository);
        _environment = GitEnvironment.Create(remote.Url, addresses, remote.Credential, CertificateBundle.Write(remote.Http.CertificateAuthorities, folder.FullName), Home);
    }

    /// <summary>The folder.</summary>
    public string Folder => _folder.FullName;

    private string Home => Path.Combine(_folder.FullName, "home");

    private string Repository => Path.Combine(_folder.FullName, "repository.git");

    /// <summary>Makes one for a remote repository.</summary>
    /// <exception cref="GitException">The program is not installed or too old, or the address rules refuse the server.</exception>
    public static async Task<GitWorkspace> CreateAsync(HttpGitRemote remote, CancellationToken cancellationToken)
    {
        var addresses = await AddressesAsync(remote, cancellationToken);
        var workspace = new GitWorkspace(Directory.CreateTempSubdirectory("pipeline-git-"), remote, addresses);
        try
        {
            if (GitVersion.FaultOf((await workspace.RunAsync(["version"], cancellationToken)).Text) is { } fault)
                throw new GitException(GitFailure.NotInstalled, fault);
            await workspace.RunAsync(["init", "--quiet", "--bare"], cancellationToken);
            return workspace;
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    /// <summary>Runs the program on what has been fetched; a partial clone fetches what it then misses.</summary>
    /// <exception cref="GitException">It failed.</exception>
    public async Task<GitRun> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken, int maximumBytes = MostOutputBytes)
    {
        var run = await _program.RunAsync(arguments, Repository, _environment, maximumBytes, cancellationToken);
        return run.ExitCode == 0 ? run : throw GitComplaints.Explain(run.Error, _url, _signedIn);
    }

    /// <summary>Runs the program on what has been fetched and leaves it to the caller what its failure means.</summary>
    public Task<GitRun> TryAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _program.RunAsync(arguments, Repository, _environment, MostOutputBytes, cancellationToken);

    /// <summary>Runs the program on the remote repository, again where that fails in passing.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="isAnswer">Whether a complaint is an answer for the caller, and no failure.</param>
    /// <param name="maximumBytes">How much of its output is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GitException">It failed.</exception>
    public async Task<GitRun> RunRemoteAsync(
        IReadOnlyList<string> arguments, Func<string, bool> isAnswer, int maximumBytes, CancellationToken cancellationToken) => await _retrying.ExecuteAsync(
        async cancellation =>
        {
            var run = await _program.RunAsync(arguments, Repository, _environment, maximumBytes, cancellation);
            return run.ExitCode == 0 || isAnswer(run.Error) ? run : throw GitComplaints.Explain(run.Error, _url, _signedIn);
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // Git writes its packs read-only, which Windows does not delete.
            foreach (var file in OperatingSystem.IsWindows() ? _folder.EnumerateFiles("*", SearchOption.AllDirectories) : [])
                file.Attributes = FileAttributes.Normal;
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A program that was just stopped may still hold a file; the system clears its temporary folder.
        }
    }

    private static async Task<IReadOnlyList<IPAddress>> AddressesAsync(HttpGitRemote remote, CancellationToken cancellationToken)
    {
        try
        {
            return await remote.Http.ResolveAsync(remote.Url, cancellationToken);
        }
        catch (AddressRefusedException exception)
        {
            throw new GitException(GitFailure.Refused, exception.Message, exception);
        }
        catch (OutboundCallException exception)
        {
            throw new GitException(GitFailure.Unreachable, exception.Message, exception);
        }
    }
}
