using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Pipeline.Functions.Commands;

namespace Pipeline.Demo;

/// <summary>The product itself, started as a process of its own on a free port and with a temporary data folder.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly DirectoryInfo _data;
    private readonly List<string> _output = [];

    private DemoServer(Process process, DirectoryInfo data, Uri address, string adminToken)
    {
        (_process, _data, Address, AdminToken) = (process, data, address, adminToken);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it serves.</summary>
    public Uri Address { get; }

    /// <summary>The token of its administrator.</summary>
    public string AdminToken { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer within a minute; the message holds what it printed.</exception>
    public static async Task<DemoServer> StartAsync(CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("pipeline-demo-");
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var adminToken = "demo-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "pipeline.exe" : "pipeline"))
        {
            ArgumentList = { "--urls", address.AbsoluteUri, "--data", data.FullName },
            Environment = { ["PIPELINE_ADMIN_TOKEN"] = adminToken, ["PIPELINE_PUBLIC_URL"] = address.AbsoluteUri },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new DemoServer(Process.Start(start)!, data, address, adminToken);
        try
        {
            await server.WaitUntilHealthyAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        using var api = new PipelineApi(Address, token: null);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await api.GetAsync("/api/health", cancellationToken);
                return;
            }
            catch (PipelineApiException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < StartPatience)
            {
                await Task.Delay(50, cancellationToken);
            }
            catch (PipelineApiException exception)
            {
                throw new InvalidOperationException($"The server did not start:\n{string.Join('\n', Printed())}", exception);
            }
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Add(line);
    }

    private string[] Printed()
    {
        lock (_output)
            return [.. _output];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
