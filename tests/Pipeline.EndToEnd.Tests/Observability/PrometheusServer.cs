using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Observability;

/// <summary>A real Prometheus with a configuration of its own.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;
    private readonly HttpClient _http;

    private PrometheusServer(string configuration, string token)
    {
        var program = RequiredComponent.Prometheus.Locate();
        var address = $"127.0.0.1:{FreePort.Next()}";
        File.WriteAllText(Path.Combine(_folder.Path, "prometheus.yml"), configuration);
        File.WriteAllText(Path.Combine(_folder.Path, "token"), token);
        _http = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        var start = new ProcessStartInfo(
            program,
            [
                $"--config.file={Path.Combine(_folder.Path, "prometheus.yml")}",
                $"--storage.tsdb.path={Path.Combine(_folder.Path, "data")}",
                $"--web.listen-address={address}",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts one.</summary>
    /// <param name="configuration">Its <c>prometheus.yml</c>; files that it names are in its folder, where <c>token</c> is one.</param>
    /// <param name="token">What that file says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PrometheusServer> StartAsync(string configuration, string token, CancellationToken cancellationToken)
    {
        var server = new PrometheusServer(configuration, token);
        try
        {
            await Eventually.GetAsync(() => server.IsReadyAsync(cancellationToken), static ready => ready, TimeSpan.FromSeconds(60), cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The results of a query now: labels and values. Fails with Prometheus's own words when it is not understood.</summary>
    public async Task<JsonArray> QueryAsync(string query, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}", cancellationToken);
        Assert.True(answer["status"]!.ToString() == "success", $"{query}\n{answer}");
        return answer["data"]!["result"]!.AsArray();
    }

    /// <summary>What it says of the targets that it scrapes.</summary>
    public async Task<JsonArray> TargetsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("/api/v1/targets", cancellationToken))["data"]!["activeTargets"]!.AsArray();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(path, cancellationToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!;
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        Assert.False(_process.HasExited, $"Prometheus ended:\n{string.Join('\n', _output)}");
        try
        {
            using var answer = await _http.GetAsync("/-/ready", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
