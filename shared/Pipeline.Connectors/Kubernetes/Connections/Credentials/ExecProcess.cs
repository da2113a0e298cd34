using System.ComponentModel;
using System.Diagnostics;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>Runs a credential plug-in.</summary>
internal static class ExecProcess
{
    private const int LongestAnswer = 1024 * 1024;
    private const int LongestComplaint = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What the program wrote to its standard output.</summary>
    /// <exception cref="KubernetesException">It is not there, failed, or took longer than a minute. The message has what it wrote to its standard error.</exception>
    public static async Task<string> RunAsync(ExecPlugin plugin, TimeProvider time, CancellationToken cancellationToken)
    {
        using var process = Start(plugin);
        using var timer = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var answer = ReadAsync(process.StandardOutput, LongestAnswer, either.Token);
            var complaint = ReadAsync(process.StandardError, LongestComplaint, either.Token);
            await process.WaitForExitAsync(either.Token);
            if (process.ExitCode == 0)
                return await answer;
            throw ExecCredential.Fault(plugin, $"ended with {process.ExitCode}: {(await complaint).Trim().ReplaceLineEndings(" ")}");
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            throw ExecCredential.Fault(plugin, $"gave no answer within {Patience.TotalSeconds} s");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ExecPlugin plugin)
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in plugin.Environment)
            start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = plugin.Information;
        try
        {
            return Process.Start(start) ?? throw NotThere(plugin, null);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            throw NotThere(plugin, exception);
        }
    }

    private static KubernetesException NotThere(ExecPlugin plugin, Exception? inner) =>
        ExecCredential.Fault(plugin, $"cannot be run on this server{(plugin.InstallHint is { } hint ? $": {hint.Trim().TrimEnd('.')}" : "")}", inner);

    /// <summary>Reads to the end, so that the program can end, and keeps the beginning.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, int bound, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is var count and > 0)
            text.Append(buffer, 0, Math.Min(count, bound - text.Length));
        return text.ToString();
    }
}
