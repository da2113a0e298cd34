using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Pipeline.Testing.Servers;

/// <summary>Charts that tests write, packaged by the real helm.</summary>
public sealed class ChartFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder of the packages, as a chart repository has them.</summary>
    public string Packages => Directory.CreateDirectory(_folder["packages"]).FullName;

    /// <summary>Writes and packages a chart.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="files">Its files besides Chart.yaml.</param>
    /// <param name="chart">What Chart.yaml says besides name and version.</param>
    /// <returns>The package's path.</returns>
    public string Package(string name, string version, IReadOnlyDictionary<string, string> files, string chart = "")
    {
        var folder = _folder["sources", $"{name}-{version}", name];
        foreach (var (path, content) in files.Append(new("Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: {version}\n{chart}\n")))
        {
            var file = Path.Combine([folder, .. path.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }

        // Helm packages no chart that lacks what it needs, but such charts are met in the wild.
        var package = Path.Combine(Packages, $"{name}-{version}.tgz");
        if (!chart.Contains("dependencies", StringComparison.Ordinal))
            return PackageFolder(folder, $"{name}-{version}.tgz");
        using var packed = new GZipStream(File.Create(package), CompressionLevel.Fastest);
        TarFile.CreateFromDirectory(folder, packed, includeBaseDirectory: true);
        return package;
    }

    /// <summary>Packages a chart that is there.</summary>
    public string PackageFolder(string folder, string file)
    {
        Run("package", folder, "--destination", Packages);
        return Path.Combine(Packages, file);
    }

    /// <summary>Writes the index.yaml of all packages so far.</summary>
    public void Index() => Run("repo", "index", Packages);

    /// <summary>Runs helm.</summary>
    public void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(KubectlLayer.Helm, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, folder) in new[] { ("HELM_CACHE_HOME", "cache"), ("HELM_CONFIG_HOME", "config"), ("HELM_DATA_HOME", "data") })
            start.Environment[name] = _folder["helm", folder];
        using var helm = Process.Start(start)!;
        var output = helm.StandardOutput.ReadToEndAsync();
        var error = helm.StandardError.ReadToEnd();
        helm.WaitForExit();
        if (helm.ExitCode != 0)
            throw new InvalidOperationException($"helm {string.Join(' ', arguments)}: {error}{output.Result}");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
