using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.Benchmarks.Product;

/// <summary>The published product, serving a data folder as a process of its own. It ends without a farewell, as in a crash.</summary>
internal sealed class PublishedServer : IAsyncDisposable
{
    private const string AdminToken = "benchmark-administrator-0123456789abcdef";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly HttpClient _http;

    private PublishedServer(Process process, Uri address)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    /// <summary>From before the process was started to its first answer.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>What the process has in memory now.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return Math.Round(_process.WorkingSet64 / (1024.0 * 1024), 1);
        }
    }

    /// <summary>Starts it and asks <paramref name="path"/> until it answers with success.</summary>
    public static async Task<PublishedServer> StartAsync(string executable, string dataFolder, string path = "/api/health")
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo(executable, ["--urls", address.AbsoluteUri, "--data", dataFolder])
        {
            Environment = { ["PIPELINE_ADMIN_TOKEN"] = AdminToken },
            RedirectStandardOutput = true,
        };
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var server = new PublishedServer(process, address);
        while (!await server.AnswersAsync(path))
        {
            if (process.HasExited || clock.Elapsed > s_patience)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException("The server did not start.");
            }

            await Task.Delay(2);
        }

        server.StartTime = clock.Elapsed;
        return server;
    }

    /// <summary>Stores a pipeline.</summary>
    public async Task ApplyAsync(string name, string yaml)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        using var response = await _http.PutAsync($"/api/pipelines/{name}", content);
        await ReadAsync(response);
    }

    /// <summary>Starts a run and returns its id.</summary>
    public async Task<string> StartRunAsync(string pipeline)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync($"/api/pipelines/{pipeline}/runs", content);
        return (await ReadAsync(response))["id"]!.ToString();
    }

    /// <summary>Reads a run.</summary>
    public async Task<JsonNode> GetRunAsync(string id)
    {
        using var response = await _http.GetAsync($"/api/runs/{id}");
        return await ReadAsync(response);
    }

    /// <summary>Waits until a run has ended, on its event stream.</summary>
    public async Task WaitForEndAsync(string id)
    {
        using var response = await _http.GetAsync($"/api/runs/{id}/events");
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode}: {text}");
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var response = await _http.GetAsync(path);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
