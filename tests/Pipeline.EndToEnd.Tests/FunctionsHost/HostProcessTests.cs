using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.EndToEnd.Tests.FunctionsHost;

/// <summary>The simulated host as a process of its own, on an app as it is published.</summary>
public sealed class HostProcessTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_ends_when_its_host_is_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes and their parents are read from /proc; the published app is for Linux.");
        using var folder = new TemporaryFolder();
        var app = Path.Combine(folder.Path, "app");
        await BuiltProgram.RunAsync(BuiltProgram.StartInfo(BuiltProgram.Server, "functions", "--out", app), CancellationToken);
        var hostFile = await File.ReadAllTextAsync(SourceTree.Combine("host.json"), CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(app, "host.json"), hostFile.Replace("\"pipeline\",\n      \"workingDirectory\"", $"\"{BuiltProgram.Server}\",\n      \"workingDirectory\"", StringComparison.Ordinal), CancellationToken);
        var port = FreePort.Next();
        var start = BuiltProgram.StartInfo(
            BuiltProgram.FunctionsHost, app, "--port", port.ToString(CultureInfo.InvariantCulture), "--data", Path.Combine(folder.Path, "hub"));
        start.Environment["AzureWebJobsStorage"] = await azurite.GetConnectionStringAsync();
        start.Environment["PIPELINE_ADMIN_TOKEN"] = ServerProcess.AdminToken;
        using var host = Process.Start(start)!;
        var output = new ConcurrentQueue<string>();
        host.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        host.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.GetAsync(() => AnswersAsync(http), static answers => answers, TimeSpan.FromSeconds(60), CancellationToken);
        var handler = Assert.Single(ChildrenOf(host.Id));

        host.Kill(entireProcessTree: false);

        await Eventually.TrueAsync(() => !Exists(handler), TimeSpan.FromSeconds(30), CancellationToken);
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/api/health", CancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static List<int> ChildrenOf(int process) =>
    [
        .. Process.GetProcessesByName("pipeline").Select(static candidate => candidate.Id).Where(candidate => ParentOf(candidate) == process),
    ];

    // The fourth field of /proc/…/stat, behind the name in parentheses.
    private static int ParentOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static bool Exists(int process) => Process.GetProcesses().Any(candidate => candidate.Id == process);
}
