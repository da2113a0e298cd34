using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Helm.Programs;

/// <summary>
/// Runs a program that renders manifests: in an environment of its own and no other, in bounded time, output and memory. When it is not
/// wanted any more, it ends with all that it started.
/// </summary>
internal sealed class RenderingProgram(string program, string setting, RenderingOptions options, TimeProvider time)
{
    private const int MostErrorBytes = 64 * 1024;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">The arguments; no secrets, since command lines are for everyone to see.</param>
    /// <param name="workspace">Where it runs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="HelmException">It is not installed, failed, or took more than it may.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, RenderingWorkspace workspace, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.Timeout, time);
        using var tooLarge = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, tooLarge.Token, cancellationToken);
        using var process = Start(arguments, workspace);
        try
        {
            process.StandardInput.Close();
            var watch = WatchAsync(process, tooLarge, either.Token);
            var errors = BoundedReader.ReadAsync(process.StandardError.BaseStream, MostErrorBytes, either.Token);
            var (output, truncated) = await BoundedReader.ReadAsync(process.StandardOutput.BaseStream, options.MaximumOutputBytes, either.Token);
            if (truncated)
                throw new HelmException(HelmFailure.TooLarge, $"{Name} renders more than {options.MaximumOutputBytes:N0} bytes, which is more than an artifact holds: split it up.");

            var error = Encoding.UTF8.GetString((await errors).Bytes.Span);
            await process.WaitForExitAsync(either.Token);
            await either.CancelAsync();
            await watch;
            return process.ExitCode == 0 ? Encoding.UTF8.GetString(output.Span) : throw new HelmException(HelmFailure.Rendering, $"{Name}: {Complaint(error, workspace)}");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw timer.IsCancellationRequested
                ? new HelmException(HelmFailure.TimedOut, $"{Name} took longer than {options.Timeout.TotalSeconds:0.###} s.", exception)
                : new HelmException(HelmFailure.TooLarge, $"{Name} took more than {options.MaximumMemoryBytes:N0} bytes of memory.", exception);
        }
        finally
        {
            Stop(process);
        }
    }

    private string Name => Path.GetFileNameWithoutExtension(program);

    private Process Start(IReadOnlyList<string> arguments, RenderingWorkspace workspace)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workspace.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in workspace.Environment)
            start.Environment[name] = value;
        start.Environment["GOMEMLIMIT"] = (options.MaximumMemoryBytes * 3 / 4).ToString(CultureInfo.InvariantCulture); // collects before the hard bound is met
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new HelmException(
                HelmFailure.NotInstalled,
                $"The program '{program}' is not on the server that runs stages, and this stage renders with it. Install it ({(setting == "Helm" ? "https://helm.sh/docs/intro/install" : "https://kubernetes.io/docs/tasks/tools")}) so that it is on the PATH, or write its path into the configuration as {RenderingOptions.Section}:{setting} (environment variable {RenderingOptions.Section}__{setting}).",
                exception);
        }
    }

    /// <summary>What it complained of, without the folder, which is gone when people read this.</summary>
    private static string Complaint(string error, RenderingWorkspace workspace)
    {
        var text = error.Replace(workspace.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Trim();
        text = text.StartsWith("Error: ", StringComparison.OrdinalIgnoreCase) ? text["Error: ".Length..] : text;
        return text.Length switch { 0 => "it failed and did not say why.", > 4000 => text[..4000] + "…", _ => text };
    }

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

    /// <summary>The program has no bound of its own for what it takes.</summary>
    private async Task WatchAsync(Process process, CancellationTokenSource tooLarge, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                process.Refresh();
                if (!process.HasExited && process.WorkingSet64 > options.MaximumMemoryBytes)
                    await tooLarge.CancelAsync();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
        {
            // The program has ended.
        }
    }
}
