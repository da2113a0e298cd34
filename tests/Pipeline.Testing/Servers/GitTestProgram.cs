using System.Diagnostics;
using System.Globalization;
using System.Text;

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
    public Task<string> RunAsync(string folder, CancellationToken cancellationToken, params string[] arguments) => RunAsync(folder, arguments, [], cancellationToken);

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

        await RunAsync(repository, ["fast-import", "--quiet"], stream.ToArray(), cancellationToken);
        return (await RunAsync(repository, cancellationToken, "rev-parse", $"refs/heads/{commit.Branch}")).Trim();

        void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));

        void WriteData(byte[] data)
        {
            Write($"data {data.Length.ToString(CultureInfo.InvariantCulture)}\n");
            stream.Write(data);
            Write("\n");
        }
    }

    /// <summary>What a process of it starts with.</summary>
    public static ProcessStartInfo StartOf(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        foreach (var role in new[] { "AUTHOR", "COMMITTER" })
        {
            start.Environment[$"GIT_{role}_NAME"] = "Ada Lovelace";
            start.Environment[$"GIT_{role}_EMAIL"] = "ada@example.com";
        }

        return start;
    }

    private async Task<string> RunAsync(string folder, string[] arguments, byte[] input, CancellationToken cancellationToken)
    {
        using var process = Process.Start(StartOf(program, folder, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output + await error
            : throw new InvalidOperationException($"git {arguments[0]} failed: {await error}");
    }
}
