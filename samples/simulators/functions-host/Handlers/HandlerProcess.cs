using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pipeline.Simulators.FunctionsHost.Handlers;

/// <summary>A handler's process, started as the host starts it.</summary>
public sealed class HandlerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HandlerProcess(Process process, Handler handler) => (_process, Handler) = (process, handler);

    /// <summary>The handler.</summary>
    public Handler Handler { get; }

    /// <summary>The process's id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts an app's executable.</summary>
    /// <param name="executable">The executable.</param>
    /// <param name="host">Where its host takes the public's requests.</param>
    /// <param name="settings">Further environment variables.</param>
    /// <param name="output">Told each line that it prints.</param>
    public static HandlerProcess Start(string executable, Uri host, IReadOnlyDictionary<string, string> settings, Action<string> output)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(executable)
        {
            WorkingDirectory = Path.GetDirectoryName(executable)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "custom";
        start.Environment["ASPNETCORE_URLS"] = host.GetLeftPart(UriPartial.Authority);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => output(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new HandlerProcess(process, new Handler(new Uri($"http://127.0.0.1:{port}")));
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        Handler.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
