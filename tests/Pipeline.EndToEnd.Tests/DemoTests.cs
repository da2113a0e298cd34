using System.Diagnostics;
using System.Globalization;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The README's first command.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_decides_by_itself_and_ends_well()
    {
        var (exitCode, output, error) = await BuiltProgram.RunAsync(
            BuiltProgram.StartInfo(BuiltProgram.Demo, "--approve"), TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{error}");
        Assert.Contains("The run ended: SUCCEEDED", output, StringComparison.Ordinal);
        Assert.EndsWith("The Service 'checkout' sends traffic to registry.example.com/shop/checkout:1.1.", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_that_is_stopped_at_its_question_leaves_nothing_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var cancellation = TestContext.Current.CancellationToken;
        using var temporary = new TemporaryFolder();
        var start = BuiltProgram.StartInfo(BuiltProgram.Demo);
        start.Environment["TMPDIR"] = temporary.Path;
        using var demo = Process.Start(start)!;
        try
        {
            var line = "";
            while (!line.Contains("/approvals/", StringComparison.Ordinal))
                line = await demo.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("The demo ended without a question.");
            Assert.NotEmpty(Directory.GetDirectories(temporary.Path, "pipeline-demo-*"));

            using var kill = Process.Start("kill", ["-TERM", demo.Id.ToString(CultureInfo.InvariantCulture)]);
            await demo.WaitForExitAsync(cancellation);

            Assert.Equal(130, demo.ExitCode);
            Assert.Empty(Directory.GetDirectories(temporary.Path, "pipeline-demo-*"));
            using var http = new HttpClient();
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(line.Trim()), cancellation));
        }
        finally
        {
            if (!demo.HasExited)
                demo.Kill(entireProcessTree: true);
        }
    }
}
