using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The real executable, serving a data folder on a loopback port until it is stopped or killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The administrator's token of every server here.</summary>
    public const string AdminToken = "end-to-end-administrator-0123456789abcdef";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServerProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public string Output => string.Join('\n', _output);

    /// <summary>Starts it on <paramref name="dataFolder"/>, or the account that a setting names, and waits for its first answer.</summary>
    public static async Task<ServerProcess> StartAsync(
        string dataFolder,
        CancellationToken cancellationToken,
        int? port = null,
        string? adminToken = AdminToken,
        IReadOnlyDictionary<string, string>? settings = null,
        IReadOnlyList<string>? arguments = null)
    {
        var address = new Uri($"http://127.0.0.1:{port ?? FreePort.Next()}");
        var start = BuiltProgram.StartInfo(BuiltProgram.Server, ["--urls", address.AbsoluteUri, "--data", dataFolder, .. arguments ?? []]);
        if (adminToken is not null)
            start.Environment["PIPELINE_ADMIN_TOKEN"] = adminToken;
        start.Environment["PIPELINE_PUBLIC_URL"] = address.AbsoluteUri;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!, address);
        try
        {
            await server.WaitUntilHealthyAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.KillAsync();
            throw;
        }
    }

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>A client that acts as the administrator, or as the owner of a token.</summary>
    public Api Client(string? token = AdminToken) => new(Address, token);

    /// <summary>Ends it as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>
    /// Asks it to stop, as Ctrl+C and service managers do, and returns its exit code. SIGTERM, because a shell that runs the tests in its
    /// background has its children ignore Ctrl+C.
    /// </summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("TERM", cancellationToken);
        return await WaitForExitAsync(cancellationToken);
    }

    /// <summary>Halts it between two instructions, as a machine that is suspended does.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => SignalAsync("STOP", cancellationToken);

    /// <summary>Lets it go on; it cannot tell that time has passed.</summary>
    public Task ContinueAsync(CancellationToken cancellationToken) => SignalAsync("CONT", cancellationToken);

    /// <summary>Waits until it has ended by itself and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(_patience, cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string name, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    private async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("/api/health", cancellationToken);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < _patience)
            {
                await Task.Delay(20, cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                throw new InvalidOperationException($"The server did not come up. It printed:\n{Output}", exception);
            }
        }
    }
}
