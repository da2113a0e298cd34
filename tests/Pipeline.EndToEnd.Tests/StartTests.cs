using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>How the executable starts, refuses to start, and stops.</summary>
public sealed partial class StartTests
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_taken_port_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await RefusedAsync("--urls", $"http://127.0.0.1:{port}", "--data", folder.Path);

        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_another_process_owns_is_one_clear_line_that_names_it()
    {
        using var folder = new TemporaryFolder();
        await using var owner = await ServerProcess.StartAsync(folder.Path, CancellationToken);

        var error = await RefusedAsync("--urls", $"http://127.0.0.1:{FreePort.Next()}", "--data", folder.Path);

        Assert.Contains(folder.Path, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "a-file");
        await File.WriteAllTextAsync(file, "", CancellationToken);

        var error = await RefusedAsync("--urls", $"http://127.0.0.1:{FreePort.Next()}", "--data", Path.Combine(file, "below"));

        Assert.Contains("a-file", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_start_prints_an_administrator_token_that_works_and_the_second_start_prints_none()
    {
        using var folder = new TemporaryFolder();
        var first = await PrintedAsync(folder.Path, async (address, printed) =>
        {
            using var api = new Api(address, TokenIn(printed));
            Assert.Equal("admin", (await api.GetAsync("/api/me", CancellationToken))["subject"]!.ToString());
        });
        var second = await PrintedAsync(folder.Path, (_, _) => Task.CompletedTask);

        Assert.NotNull(TokenIn(first));
        Assert.Null(TokenIn(second));
    }

    [Fact]
    public async Task A_stop_signal_ends_it_cleanly_and_a_run_that_waited_goes_on_after_the_next_start()
    {
        using var folder = new TemporaryFolder();
        string run;
        await using (var server = await ServerProcess.StartAsync(folder.Path, CancellationToken))
        {
            using var api = server.Client();
            await api.ApplyAsync("patient", """
                apiVersion: pipeline/v1
                kind: Pipeline
                metadata: { name: patient }
                spec: { stages: [ { id: ask, type: feature.judgement, with: { instructions: "Go on?" } } ] }
                """, CancellationToken);
            run = await api.StartAsync("patient", CancellationToken);
            await api.WaitForRunAsync(run, now => now.Stage("ask").Waits(), CancellationToken);
            Assert.Equal(0, await server.StopAsync(CancellationToken));
        }

        await using var next = await ServerProcess.StartAsync(folder.Path, CancellationToken);
        using var client = next.Client();
        await client.DoAsync(HttpMethod.Post, $"/api/runs/{run}/stages/ask/judge", new JsonObject { ["decision"] = "continue" }, CancellationToken);
        Assert.Equal("SUCCEEDED", (await client.WaitForEndAsync(run, CancellationToken)).Status());
    }

    [Fact]
    public async Task Streams_that_are_open_end_complete_when_the_server_stops_and_nothing_is_logged_as_failed()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, CancellationToken);
        using var api = server.Client();
        await api.ApplyAsync("patient", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: patient }
            spec: { stages: [ { id: ask, type: feature.judgement, with: { instructions: "Go on?" } } ] }
            """, CancellationToken);
        var run = await api.StartAsync("patient", CancellationToken);
        await api.WaitForRunAsync(run, now => now.Stage("ask").Waits(), CancellationToken);
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.AdminToken);
        using var events = await http.GetAsync($"/api/runs/{run}/events", HttpCompletionOption.ResponseHeadersRead, CancellationToken);
        using var log = await http.GetAsync($"/api/runs/{run}/stages/ask/log?follow=true", HttpCompletionOption.ResponseHeadersRead, CancellationToken);

        var stopping = Stopwatch.StartNew();
        Assert.Equal(0, await server.StopAsync(CancellationToken));

        Assert.True(stopping.Elapsed < TimeSpan.FromSeconds(10), $"The stop took {stopping.Elapsed}.");
        Assert.Contains("ask", await events.Content.ReadAsStringAsync(CancellationToken), StringComparison.Ordinal);
        await log.Content.ReadAsStringAsync(CancellationToken);
        Assert.DoesNotContain("fail:", server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'nonsense'", "--urls", "nonsense")]
    [InlineData("99999", "--urls", "http://127.0.0.1:99999")]
    [InlineData("--urls is empty", "--urls", "")]
    [InlineData("--data is empty", "--data", "")]
    [InlineData("'somewhere'", "--public-url", "somewhere")]
    [InlineData("'yaml' is no format of the log", "--log-format", "yaml")]
    public async Task An_option_that_cannot_be_used_is_one_clear_line(string named, params string[] arguments) =>
        Assert.Contains(named, await RefusedAsync(arguments), StringComparison.Ordinal);

    [Fact]
    public async Task An_option_that_does_not_exist_is_named_and_help_and_version_are_there()
    {
        var unknown = await BuiltProgram.RunAsync(BuiltProgram.StartInfo(BuiltProgram.Server, "--dta", "x"), CancellationToken);
        var help = await BuiltProgram.RunAsync(BuiltProgram.StartInfo(BuiltProgram.Server, "--help"), CancellationToken);
        var version = await BuiltProgram.RunAsync(BuiltProgram.StartInfo(BuiltProgram.Server, "--version"), CancellationToken);

        Assert.Equal((1, true), (unknown.ExitCode, unknown.Error.Contains("'--dta'", StringComparison.Ordinal)));
        Assert.Equal((0, true), (help.ExitCode, help.Output.Contains("PIPELINE_DATA", StringComparison.Ordinal)));
        Assert.Equal(0, version.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", version.Output);
    }

    [Fact]
    public async Task The_environment_names_folder_and_addresses_and_port_0_prints_the_port_that_was_taken()
    {
        using var folder = new TemporaryFolder();
        var start = BuiltProgram.StartInfo(BuiltProgram.Server);
        start.Environment["PIPELINE_DATA"] = Path.Combine(folder.Path, "from-environment");
        start.Environment["PIPELINE_URLS"] = $"http://127.0.0.1:0;http://localhost:{FreePort.Next()}";
        using var server = Process.Start(start)!;
        try
        {
            var line = "";
            while (!line.Contains("listens on", StringComparison.Ordinal))
                line = await server.StandardOutput.ReadLineAsync(CancellationToken) ?? throw new InvalidOperationException("The server ended.");
            var addresses = AddressPattern().Matches(line).Select(match => match.Value).ToList();

            Assert.Equal(2, addresses.Count);
            Assert.DoesNotContain(addresses, address => address.EndsWith(":0", StringComparison.Ordinal));
            using var http = new HttpClient();
            foreach (var address in addresses)
                Assert.Contains("ok", await http.GetStringAsync(address + "/api/health", CancellationToken), StringComparison.Ordinal);
            Assert.True(Directory.Exists(start.Environment["PIPELINE_DATA"]));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<string> RefusedAsync(params string[] arguments)
    {
        var (exitCode, _, error) = await BuiltProgram.RunAsync(BuiltProgram.StartInfo(BuiltProgram.Server, arguments), CancellationToken);
        Assert.Equal(1, exitCode);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return error;
    }

    /// <summary>Everything that a server without a preset token prints, from its start to its stop.</summary>
    private static async Task<string> PrintedAsync(string dataFolder, Func<Uri, string, Task> meanwhile)
    {
        await using var server = await ServerProcess.StartAsync(dataFolder, CancellationToken, adminToken: null);
        await Eventually.TrueAsync(() => server.Output.Contains("listens", StringComparison.Ordinal), cancellationToken: CancellationToken);
        await meanwhile(server.Address, server.Output);
        await server.StopAsync(CancellationToken);
        return server.Output;
    }

    private static string? TokenIn(string printed) => TokenPattern().Match(printed) is { Success: true } match ? match.Value : null;

    [GeneratedRegex("pl_[A-Za-z0-9_-]{20,}")]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"http://[^ ]+:\d+")]
    private static partial Regex AddressPattern();
}
