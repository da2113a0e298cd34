using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Pipeline.Testing;

/// <summary>
/// A program that a test needs and that may not be installed. Where everything must be there (<c>CI=true</c>) its absence fails the test;
/// elsewhere the test is skipped, and the reason is the command that installs the program.
/// </summary>
public sealed record RequiredComponent(string Name, string InstallCommand)
{
    /// <summary>Node.js, for the servers that only npm ships.</summary>
    public static RequiredComponent Node { get; } = new("node", "apt-get install nodejs npm (or https://nodejs.org), then build the tests again");

    /// <summary>The browser that Playwright drives.</summary>
    public static RequiredComponent Chromium { get; } = new("chromium", "apt-get install chromium");

    /// <summary>Git, for repositories that tests make.</summary>
    public static RequiredComponent Git { get; } = new("git", "apt-get install git");

    /// <summary>The web server that serves git repositories and charts.</summary>
    public static RequiredComponent Lighttpd { get; } = new("lighttpd", "apt-get install lighttpd");

    /// <summary>A registry of container images.</summary>
    public static RequiredComponent DockerRegistry { get; } = new("docker-registry", "apt-get install --no-install-recommends docker-registry");

    /// <summary>The monitoring server that scrapes metrics.</summary>
    public static RequiredComponent Prometheus { get; } = new("prometheus", "apt-get install --no-install-recommends prometheus");

    /// <summary>What renders charts.</summary>
    public static RequiredComponent Helm { get; } = new("helm", "apt-get install nodejs npm, then build the tests again (npm brings it on Linux), or https://helm.sh/docs/intro/install");
    /// <summary>The command line of Kubernetes, which also renders kustomizations.</summary>
    public static RequiredComponent Kubectl { get; } = new("kubectl", "apt-get install nodejs npm, then build the tests again (npm brings it on Linux), or https://kubernetes.io/docs/tasks/tools");

    /// <summary>The program's full path, from <c>PATH</c>; ends the test when it is not there.</summary>
    public string Locate() => TryLocate() ?? Missing();

    /// <summary>The program's full path, or null when it is not there.</summary>
    public string? TryLocate()
    {
        var names = OperatingSystem.IsWindows() ? [Name + ".exe", Name + ".cmd"] : new[] { Name };
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders
            .Concat(OperatingSystem.IsWindows() ? [] : ["/usr/sbin", "/usr/local/sbin"])
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>A file that comes with the component; ends the test when it is not there.</summary>
    public string Require(string path) => File.Exists(path) ? path : Missing();

    [DoesNotReturn]
    private string Missing()
    {
        var reason = $"{Name} is not installed: {InstallCommand}";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(reason);
        Assert.Skip(reason);
        throw new UnreachableException();
    }
}
