using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pipeline.Testing.Servers;

/// <summary>
/// The Azure Storage emulator on loopback ports of its own, in memory. It starts when the first test asks for it, serves all tests of the
/// assembly, and ends with the test process, even when that is killed.
/// </summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    /// <summary>The emulator's account.</summary>
    public const string AccountName = "devstoreaccount1";

    /// <summary>Its published key, the same in every installation.</summary>
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan _startDeadline = TimeSpan.FromSeconds(60);
    private readonly Lazy<Task<Endpoints>> _endpoints;
    private readonly string[] _security;
    private Process? _process;

    /// <summary>Starts nothing yet.</summary>
    public AzuriteServer()
        : this([])
    {
    }

    private AzuriteServer(string[] security)
    {
        _security = security;
        _endpoints = new(StartAsync);
    }

    /// <summary>An emulator that speaks https and takes tokens of Microsoft Entra ID, of which it checks all but the signature.</summary>
    /// <param name="certificate">The path of its certificate, PEM.</param>
    /// <param name="key">The path of the certificate's key, PEM.</param>
    public static AzuriteServer WithTokens(string certificate, string key) => new(["--oauth", "basic", "--cert", certificate, "--key", key]);

    /// <summary>The addresses of the running emulator's account; skips or fails the test when it cannot be run here.</summary>
    public async Task<(Uri Blobs, Uri Tables, Uri Queues)> GetAddressesAsync()
    {
        Locate();
        var endpoints = await _endpoints.Value;
        return (new($"{endpoints.Blob}/{AccountName}"), new($"{endpoints.Table}/{AccountName}"), new($"{endpoints.Queue}/{AccountName}"));
    }

    /// <summary>The connection string of the running emulator; skips or fails the test when it cannot be run here.</summary>
    public async Task<string> GetConnectionStringAsync()
    {
        Locate();
        var endpoints = await _endpoints.Value;
        return $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
            + $"BlobEndpoint={endpoints.Blob}/{AccountName};QueueEndpoint={endpoints.Queue}/{AccountName};"
            + $"TableEndpoint={endpoints.Table}/{AccountName};";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Locate()
    {
        RequiredComponent.Node.Locate();
        return RequiredComponent.Node.Require(SourceTree.Combine("tests", "Pipeline.Testing", "npm", "node_modules", "azurite", "dist", "src", "azurite.js"));
    }

    private async Task<Endpoints> StartAsync()
    {
        var start = new ProcessStartInfo(RequiredComponent.Node.Locate())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--require", SourceTree.Combine("tests", "Pipeline.Testing", "npm", "exit-with-parent.cjs"),
                Locate(),
                "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
                "--blobPort", "0", "--tablePort", "0", "--queuePort", "0",
            },
        };
        foreach (var argument in _security)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("Azurite did not start.");
        var errors = _process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(_startDeadline);
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        while (addresses.Count < 3)
        {
            var line = await _process.StandardOutput.ReadLineAsync(deadline.Token)
                ?? throw new InvalidOperationException("Azurite ended while starting: " + await errors);
            if (Listening.Match(line) is { Success: true } listening)
                addresses[listening.Groups["service"].Value] = listening.Groups["address"].Value;
        }

        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return new Endpoints(addresses["Blob"], addresses["Queue"], addresses["Table"]);
    }

    [GeneratedRegex(@"Azurite (?<service>\w+) service (is )?successfully listen(s|ing)( on| at) (?<address>https?://\S+)")]
    private static partial Regex Listening { get; }

    private sealed record Endpoints(string Blob, string Queue, string Table);
}
