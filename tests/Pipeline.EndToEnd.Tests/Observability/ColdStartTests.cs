using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Observability;

/// <summary>What a start costs that sends nothing out, and what the log looks like.</summary>
public sealed class ColdStartTests
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_OpenTelemetry_is_loaded_before_the_first_scrape()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Which files a process has loaded is read from /proc.");
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, CancellationToken);

        var atFirst = LoadedBy(server.ProcessId);
        await ScrapeAsync(server);
        var afterwards = LoadedBy(server.ProcessId);

        Assert.Contains("Pipeline.Stages.dll", atFirst);
        Assert.DoesNotContain(atFirst, static name => name.Contains("OpenTelemetry", StringComparison.Ordinal));
        Assert.Contains("OpenTelemetry.dll", afterwards);
        Assert.DoesNotContain("OpenTelemetry.Exporter.OpenTelemetryProtocol.dll", afterwards);
        Assert.DoesNotContain("Azure.Monitor.OpenTelemetry.Exporter.dll", afterwards);
    }

    [Fact]
    public async Task An_OTLP_receiver_alone_had_the_exporter_of_Azure_Monitor_loaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Which files a process has loaded is read from /proc.");
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{FreePort.Next()}" };
        await using var server = await ServerProcess.StartAsync(folder.Path, CancellationToken, settings: settings);

        var loaded = LoadedBy(server.ProcessId);

        Assert.Contains("OpenTelemetry.Exporter.OpenTelemetryProtocol.dll", loaded);
        Assert.DoesNotContain("Azure.Monitor.OpenTelemetry.Exporter.dll", loaded);
    }

    [Fact]
    public async Task A_log_in_JSON_is_one_object_a_line_with_the_trace_of_the_request()
    {
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["PIPELINE_LOG_FORMAT"] = "json" };
        await using var server = await ServerProcess.StartAsync(folder.Path, CancellationToken, settings: settings, arguments: ["--verbose"]);
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        await http.GetStringAsync("/api/health", CancellationToken);

        await Eventually.TrueAsync(() => server.Output.Contains(Trace, StringComparison.Ordinal), cancellationToken: CancellationToken);
        Assert.Equal(0, await server.StopAsync(CancellationToken));

        var lines = server.Output.Split('\n').Where(static line => line.StartsWith('{')).Select(static line => JsonNode.Parse(line)!).ToList();
        Assert.All(lines, static line => Assert.NotNull(line["LogLevel"]));
        Assert.All(lines, static line => DateTimeOffset.ParseExact(line["Timestamp"]!.ToString(), "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        Assert.Contains(lines, static line => line["Scopes"]!.AsArray().Any(static scope => scope?["TraceId"]?.ToString() == Trace));
        Assert.DoesNotContain("info:", server.Output, StringComparison.Ordinal);
    }

    private static async Task ScrapeAsync(ServerProcess server)
    {
        using var api = server.Client();
        await api.GetAsync("/api/metrics", CancellationToken);
    }

    private static HashSet<string> LoadedBy(int process) =>
        [.. File.ReadLines($"/proc/{process}/maps").Select(static line => Path.GetFileName(line.Split(' ')[^1])).Where(static name => name.EndsWith(".dll", StringComparison.Ordinal))];
}
