using System.Globalization;
using System.Text;
using Pipeline.Simulators.Git;

namespace Pipeline.Testing.Servers;

/// <summary>The program <c>git</c> as tests use it, apart from whatever this machine has configured for it.</summary>
internal sealed class GitTestProgram(string program)
{
    /// <summary>Its full path.</summary>
    public string Program => program;

    /// <summary>Finds it; skips or fails the test when it or its HTTP server is not installed.</summary>
    public static async Task<GitTestProgram> LocateAsync()
    {
        var git = new GitTestProgram(RequiredComponent.Git.Locate());
        var folder = (await git.RunAsync(Path.GetTempPath(), default, "--exec-path")).Trim();
        RequiredComponent.Git.Require(Path.Combine(folder, OperatingSystem.IsWindows() ? "git-http-backend.exe" : "git-http-backend"));
        return git;
    }

    /// <summary>Runs it.</summary>
    /// <returns>All that it wrote.</returns>
    public Task<string> RunAsync(string folder, CancellationToken cancellationToken, params string[] arguments) => GitProcess.RunAsync(program, folder, arguments, default, cancellationToken);

    /// <summary>Adds a commit to a branch of a bare repository.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CommitAsync(string repository, GitTestCommit commit, CancellationToken cancellationToken)
    {
        var branches = await RunAsync(repository, cancellationToken, "for-each-ref", "--format=%(refname)");
        var from = branches.Split('\n').Contains($"refs/heads/{commit.Branch}") ? $"refs/heads/{commit.Branch}^0" : commit.From;
        using var stream = new MemoryStream();
        Write($"commit refs/heads/{commit.Branch}\nauthor {commit.Author} {commit.Date}\ncommitter {commit.Author} {commit.Date}\n");
        WriteData(Encoding.UTF8.GetBytes(commit.Message));
        if (from is not null)
            Write($"from {from}\n");
        foreach (var (old, now) in commit.Renames)
            Write($"R {old} {now}\n");
        foreach (var (path, content) in commit.Files)
        {
            Write(content is null ? $"D {path}\n" : $"M 100644 inline {path}\n");
            if (content is not null)
                WriteData(content);
        }

        await GitProcess.RunAsync(program, repository, ["fast-import", "--quiet"], stream.ToArray(), cancellationToken);
        return (await RunAsync(repository, cancellationToken, "rev-parse", $"refs/heads/{commit.Branch}")).Trim();

        void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));

        void WriteData(byte[] data)
        {
            Write($"data {data.Length.ToString(CultureInfo.InvariantCulture)}\n");
            stream.Write(data);
            Write("\n");
        }
    }
}
