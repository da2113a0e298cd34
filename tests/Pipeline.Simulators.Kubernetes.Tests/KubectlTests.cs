using System.Diagnostics;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Simulators.Kubernetes.Tests;

/// <summary>The real command line finds in the simulator the cluster that it expects.</summary>
public sealed class KubectlTests : ClusterFixture
{
    [Fact]
    public async Task Applying_creates_then_changes_nothing_then_configures()
    {
        Assert.Contains("deployment.apps/web created", await RunAsync(Deployment(), "apply", "-f", "-"), StringComparison.Ordinal);
        Assert.Contains("deployment.apps/web unchanged", await RunAsync(Deployment(), "apply", "-f", "-"), StringComparison.Ordinal);
        Assert.Contains("deployment.apps/web configured", await RunAsync(Deployment(image: "nginx:2"), "apply", "-f", "-"), StringComparison.Ordinal);
        Assert.Equal("nginx:2", await RunAsync(null, "get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}"));
    }

    [Fact]
    public async Task Applying_on_the_server_meets_the_conflicts_of_others()
    {
        await RunAsync(Deployment(), "apply", "--server-side", "-f", "-");
        await RunAsync(null, "scale", "deployment/web", "--replicas=3");

        var refused = await RunAsync(Deployment(replicas: 4), 1, "apply", "--server-side", "-f", "-");

        Assert.Contains("conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas", refused, StringComparison.Ordinal);
        await RunAsync(Deployment(replicas: 4), "apply", "--server-side", "--force-conflicts", "-f", "-");
        Assert.Equal("4", await RunAsync(null, "get", "deployment", "web", "-o", "jsonpath={.spec.replicas}"));
    }

    [Fact]
    public async Task A_patch_merges_containers_by_their_names()
    {
        await RunAsync(Deployment(), "apply", "-f", "-");
        await RunAsync(null, "patch", "deployment", "web", "-p", """{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"B","value":"b"}]}]}}}}""");
        Assert.Equal("B A", await RunAsync(null, "get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].env[*].name}"));
    }

    [Fact]
    public async Task A_difference_is_shown_and_a_deleted_object_is_gone()
    {
        await RunAsync(Deployment(), "apply", "-f", "-");
        var difference = await RunAsync(Deployment(replicas: 6), 1, "diff", "-f", "-");
        Assert.Contains("+  replicas: 6", difference, StringComparison.Ordinal);

        Assert.Contains("deleted", await RunAsync(null, "delete", "deployment", "web"), StringComparison.Ordinal);
        Assert.Contains("(NotFound)", await RunAsync(null, 1, "get", "deployment", "web"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_are_listed()
    {
        await RunAsync(Deployment(), "apply", "-f", "-");
        Assert.Contains("deployment.apps/web", await RunAsync(null, "get", "all", "-o", "name"), StringComparison.Ordinal);
    }

    private Task<string> RunAsync(string? input, params string[] arguments) => RunAsync(input, 0, arguments);

    private async Task<string> RunAsync(string? input, int exitCode, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var kubeconfig = Path.Combine(folder.Path, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, Cluster.Kubeconfig, Cancellation);
        var start = new ProcessStartInfo(KubectlLayer.Kubectl, ["--kubeconfig", kubeconfig, "--cache-dir", folder.Path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var kubectl = Process.Start(start)!;
        var (output, errors) = (kubectl.StandardOutput.ReadToEndAsync(Cancellation), kubectl.StandardError.ReadToEndAsync(Cancellation));
        await kubectl.StandardInput.WriteAsync(input);
        kubectl.StandardInput.Close();
        await kubectl.WaitForExitAsync(Cancellation);
        Assert.True(exitCode == kubectl.ExitCode, $"{await output}{await errors}");
        return await output + await errors;
    }
}
