using System.Diagnostics;
using System.Globalization;
using Pipeline.Connectors.Helm;
using Pipeline.Connectors.Helm.Programs;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Helm;

/// <summary>How programs are run, with a script in their place.</summary>
public sealed class RenderingProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_sees_nothing_of_the_servers_environment_and_its_folder_goes_with_it()
    {
        var workspace = new RenderingWorkspace();

        var seen = (await Program("/usr/bin/env; echo x > \"$HOME/left-behind\"").RunAsync([], workspace, Cancellation)).Split('\n').Select(static line => line.Split('=')[0]).ToHashSet();
        workspace.Dispose();

        Assert.Empty(seen.Intersect(Environment.GetEnvironmentVariables().Keys.Cast<string>()).Except(["HOME", "TMPDIR", "LC_ALL", "PATH", "PWD", "SHLVL", "_", "HTTP_PROXY", "HTTPS_PROXY", "KUBECONFIG", ""])); // given anew, or made by the shell
        Assert.Contains("HELM_CONFIG_HOME", seen);
        Assert.False(Directory.Exists(workspace.Folder));
    }

    [Fact]
    public async Task A_program_that_is_not_wanted_any_more_ends_with_all_that_it_started()
    {
        using var workspace = new RenderingWorkspace();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = Program($"/bin/sleep 600 & echo $! > {_folder["child"]}.new; /bin/mv {_folder["child"]}.new {_folder["child"]}; wait").RunAsync([], workspace, cancel.Token);
        await Eventually.GetAsync(() => Task.FromResult(File.Exists(_folder["child"])), static exists => exists, TimeSpan.FromSeconds(30), Cancellation);
        var child = int.Parse(await File.ReadAllTextAsync(_folder["child"], Cancellation), CultureInfo.InvariantCulture);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Eventually.GetAsync(() => Task.FromResult(IsRunning(child)), static runs => !runs, TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_stopped()
    {
        using var workspace = new RenderingWorkspace();

        var stopped = await Assert.ThrowsAsync<HelmException>(() => Program("/bin/sleep 600", TimeSpan.FromMilliseconds(200)).RunAsync([], workspace, Cancellation));

        Assert.Equal(HelmFailure.TimedOut, stopped.Failure);
        Assert.Contains("took longer than 0.2 s", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complaint_does_not_name_the_folder()
    {
        using var workspace = new RenderingWorkspace();

        var failed = await Assert.ThrowsAsync<HelmException>(() => Program("echo \"Error: cannot read $PWD/values/0.yaml\" >&2; exit 1").RunAsync([], workspace, Cancellation));

        Assert.Equal("script: cannot read values/0.yaml", failed.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private RenderingProgram Program(string script, TimeSpan? timeout = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is one of sh.");
        var file = _folder["script.sh"];
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new(file, "Helm", new() { Timeout = timeout ?? TimeSpan.FromMinutes(1) }, TimeProvider.System);
    }
}
