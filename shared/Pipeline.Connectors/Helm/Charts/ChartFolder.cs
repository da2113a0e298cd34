using System.Formats.Tar;
using System.IO.Compression;

namespace Pipeline.Connectors.Helm.Charts;

/// <summary>A chart that was unpacked.</summary>
internal sealed class ChartFolder
{
    private ChartFolder(string path, string name, string version, IReadOnlyList<ChartDependency> dependencies) =>
        (Path, Name, Version, Dependencies) = (path, name, version, dependencies);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its name in Chart.yaml.</summary>
    public string Name { get; }

    /// <summary>Its version in Chart.yaml.</summary>
    public string Version { get; }

    /// <summary>The charts that it needs, at the versions of its lock file where it has one.</summary>
    public IReadOnlyList<ChartDependency> Dependencies { get; }

    /// <summary>Those of <see cref="Dependencies"/> that do not come with it.</summary>
    public IReadOnlyList<ChartDependency> Missing()
    {
        var charts = new DirectoryInfo(System.IO.Path.Combine(Path, "charts"));
        if (!charts.Exists)
            return Dependencies;

        var folders = charts.EnumerateDirectories().Where(static folder => File.Exists(System.IO.Path.Combine(folder.FullName, "Chart.yaml"))).Select(static folder => folder.Name);
        var archives = charts.EnumerateFiles("*.tgz").Select(static file => NameIn(file.FullName)).OfType<string>();
        var present = folders.Concat(archives).ToHashSet(StringComparer.Ordinal);
        return [.. Dependencies.Where(dependency => !present.Contains(dependency.Name))];
    }

    /// <summary>Puts a chart that it needs into it.</summary>
    public async Task AddAsync(ChartDependency dependency, ChartPackage package, CancellationToken cancellationToken)
    {
        var charts = Directory.CreateDirectory(System.IO.Path.Combine(Path, "charts"));
        await ArchiveFolder.UnpackAsync(package.Content, charts.FullName, cancellationToken);
        if (!File.Exists(System.IO.Path.Combine(charts.FullName, dependency.Name, "Chart.yaml")))
            throw new HelmException(HelmFailure.Unexpected, $"The archive of the chart '{dependency.Name}' does not hold it.");
    }

    /// <summary>Unpacks a chart.</summary>
    /// <exception cref="HelmException">The archive is no chart, or not safe.</exception>
    public static async Task<ChartFolder> UnpackAsync(ChartPackage package, string folder, CancellationToken cancellationToken)
    {
        await ArchiveFolder.UnpackAsync(package.Content, Directory.CreateDirectory(folder).FullName, cancellationToken);
        var chart = Directory.EnumerateDirectories(folder).Prepend(folder).FirstOrDefault(static path => File.Exists(System.IO.Path.Combine(path, "Chart.yaml")))
            ?? throw new HelmException(HelmFailure.Unexpected, "The archive is no chart: it holds no Chart.yaml. Make one with 'helm package'.");
        var fields = YamlMappings.Read(await File.ReadAllTextAsync(System.IO.Path.Combine(chart, "Chart.yaml"), cancellationToken), "Chart.yaml");
        var dependencies = fields.Items("dependencies").Concat(await ItemsAsync("requirements.yaml")).Select(ChartDependency.Of).OfType<ChartDependency>().ToArray();
        var locked = (await ItemsAsync("Chart.lock")).Concat(await ItemsAsync("requirements.lock")).Select(ChartDependency.Of).OfType<ChartDependency>().ToArray();
        return new(
            chart,
            fields.Text("name") ?? throw new HelmException(HelmFailure.Unexpected, "Chart.yaml has no name."),
            fields.Text("version") ?? "",
            [.. dependencies.Select(dependency => dependency with { Version = locked.FirstOrDefault(each => each.Name == dependency.Name)?.Version ?? dependency.Version })]);

        async Task<IEnumerable<YamlDotNet.RepresentationModel.YamlNode>> ItemsAsync(string file) => File.Exists(System.IO.Path.Combine(chart, file))
            ? YamlMappings.Read(await File.ReadAllTextAsync(System.IO.Path.Combine(chart, file), cancellationToken), file).Items("dependencies")
            : [];
    }

    /// <summary>The name of the chart in an archive: the folder that all of it lies in.</summary>
    private static string? NameIn(string archive)
    {
        try
        {
            using var file = File.OpenRead(archive);
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            using var tar = new TarReader(unpacked);
            return tar.GetNextEntry()?.Name.Split('/')[0];
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            return null; // helm says what is wrong with it
        }
    }
}
