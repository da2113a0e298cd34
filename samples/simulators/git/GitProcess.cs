using System.Diagnostics;

namespace Pipeline.Simulators.Git;

/// <summary>Runs the program <c>git</c>, apart from whatever this machine has configured for it.</summary>
public static class GitProcess
{
    /// <summary>Runs it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="folder">Where.</param>
    /// <param name="arguments">What it is to do.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All that it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message says what it said.</exception>
    public static async Task<string> RunAsync(string program, string folder, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
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

    /// <summary>What a process of it starts with.</summary>
    internal static ProcessStartInfo StartOf(string program, string folder, IEnumerable<string> arguments)
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
}
