using System.Runtime.InteropServices;

namespace Pipeline.Functions.Hosting;

/// <summary>
/// Ends a custom handler whose Functions host is gone: a host that is killed leaves its handler behind, which would go on with work that
/// the next handler does again.
/// </summary>
internal sealed partial class HostWatch(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<HostWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Windows does not give children of an ended process another parent, and no package of this app is for Windows.
        if (OperatingSystem.IsWindows())
            return;

        var host = ParentProcessId();
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (ParentProcessId() == host)
                    continue;
                LogHostGone(host);
                lifetime.StopApplication();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The program stops for another reason.
        }
    }

    // No marshalling at all, so that the source-generated kind, which needs unsafe code, has nothing to give.
#pragma warning disable SYSLIB1054
    [DllImport("libc", EntryPoint = "getppid"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ParentProcessId();
#pragma warning restore SYSLIB1054

    [LoggerMessage(LogLevel.Warning, "The Functions host (process {Host}) is gone. Its handler stops.")]
    private partial void LogHostGone(int host);
}
