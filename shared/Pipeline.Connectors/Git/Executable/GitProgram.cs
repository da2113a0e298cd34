using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>Runs the program <c>git</c>, in bounded time, with bounded output and a bounded folder.</summary>
internal sealed class GitProgram(HttpGitOptions options, TimeProvider time)
{
    private const int MostErrorBytes = 64 * 1024;

    /// <summary>What to do where the program is missing.</summary>
    public const string NotInstalled =
        "The program 'git' is not installed on the server that runs stages, and repositories of git servers that are neither GitHub nor GitLab are read with it. "
        + "Install it (Debian and Ubuntu: apt-get install git; Alpine: apk add git; Windows: winget install Git.Git) and make sure that it is on the PATH.";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it to its end, whatever that is.</summary>
    /// <param name="arguments">The arguments; no secrets.</param>
    /// <param name="folder">Where it runs and what it may fill.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="maximumBytes">How much of its output is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GitException">It is not installed, takes too long or fetches too much.</exception>
    public async Task<GitRun> RunAsync(
        IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string> environment, int maximumBytes, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.Timeout, time);
        using var tooLarge = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, tooLarge.Token, cancellationToken);
        using var process = Start(arguments, folder, environment);
        try
        {
            process.StandardInput.Close();
            var watch = WatchAsync(folder, tooLarge, either.Token);
            var errors = BoundedReader.ReadAsync(process.StandardError.BaseStream, MostErrorBytes, either.Token);
            var (output, truncated) = await BoundedReader.ReadAsync(process.StandardOutput.BaseStream, maximumBytes, either.Token);
            if (truncated)
                return new(0, output, true, "");

            var error = Encoding.UTF8.GetString((await errors).Bytes.Span);
            await process.WaitForExitAsync(either.Token);
            await either.CancelAsync();
            await watch;
            if (SizeOf(folder) > options.MaximumBytes)
                throw TooLarge(null);
            return new(process.ExitCode, output, false, error);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw timer.IsCancellationRequested
                ? new GitException(GitFailure.TimedOut, $"Reading the repository took longer than {options.Timeout.TotalSeconds:0.###} s.", exception)
                : TooLarge(exception);
        }
        finally
        {
            Stop(process);
        }
    }

    private Process Start(IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(options.Program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new GitException(GitFailure.NotInstalled, NotInstalled, exception);
        }
    }

    private GitException TooLarge(Exception? exception) =>
        new(GitFailure.TooLarge, $"The repository is too large to be read: more than {options.MaximumBytes:N0} bytes.", exception);

    private static void Stop(Process process)
    {
        try
        {
            if (process.HasExited)
                return;
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(5)); // so that its folder can be removed
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended in between.
        }
    }

    /// <summary>The program has no bound of its own for what it fetches.</summary>
    private async Task WatchAsync(string folder, CancellationTokenSource tooLarge, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (SizeOf(folder) > options.MaximumBytes)
                    await tooLarge.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The program has ended.
        }
    }

    private static long SizeOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Exists ? file.Length : 0);
        }
        catch (IOException)
        {
            return 0; // a file went while it was looked at; the next look counts it under its new name
        }
    }
}

/// <summary>How the program <c>git</c> ended.</summary>
/// <param name="ExitCode">0 when it did what it was asked.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Truncated">Whether it would have written more; then it was stopped.</param>
/// <param name="Error">What it complained of.</param>
internal sealed record GitRun(int ExitCode, ReadOnlyMemory<byte> Output, bool Truncated, string Error)
{
    /// <summary>Whether it did what it was asked, wholly.</summary>
    public bool IsSuccess => ExitCode == 0 && !Truncated;

    /// <summary>The output as text.</summary>
    public string Text => Encoding.UTF8.GetString(Output.Span);
}
