using System.Globalization;
using System.Text;
using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Manifests;
using Pipeline.Connectors.Helm.Programs;

namespace Pipeline.Connectors.Helm.Templates;

/// <summary>Renders charts with the program <c>helm</c>, which is given everything and fetches nothing.</summary>
/// <param name="options">The program and its bounds.</param>
/// <param name="time">Measures the timeouts.</param>
public sealed class HelmTemplate(RenderingOptions options, TimeProvider time)
{
    private readonly RenderingProgram _helm = new(options.Helm, nameof(RenderingOptions.Helm), options, time);

    /// <summary>The program's version, for example <c>v4.1.4+g05fa379</c>.</summary>
    /// <exception cref="HelmException">It is not installed.</exception>
    public async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        using var workspace = new RenderingWorkspace();
        return (await _helm.RunAsync(["version", "--short"], workspace, cancellationToken)).Trim();
    }

    /// <summary>What a chart is called, and the charts that it needs and that do not come with it.</summary>
    /// <exception cref="HelmException">The archive is no chart, or not safe.</exception>
    public static async Task<ChartDescription> DescribeAsync(ChartPackage package, CancellationToken cancellationToken)
    {
        using var workspace = new RenderingWorkspace();
        var chart = await ChartFolder.UnpackAsync(package, workspace.Combine("chart"), cancellationToken);
        return new(chart.Name, chart.Version, chart.Missing());
    }

    /// <summary>Renders a chart.</summary>
    /// <param name="rendering">What is asked for.</param>
    /// <param name="dependencies">The charts that it needs and that do not come with it.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>The manifests, without those of <c>templates/tests</c>, and with the namespace where it was missing.</returns>
    /// <exception cref="HelmException">It cannot be rendered.</exception>
    public async Task<string> RenderAsync(
        ChartRendering rendering, IReadOnlyList<KeyValuePair<ChartDependency, ChartPackage>> dependencies, CancellationToken cancellationToken)
    {
        using var workspace = new RenderingWorkspace();
        var chart = await ChartFolder.UnpackAsync(rendering.Chart, workspace.Combine("chart"), cancellationToken);
        foreach (var (dependency, package) in dependencies)
            await chart.AddAsync(dependency, package, cancellationToken);

        Directory.CreateDirectory(workspace.Combine("values"));
        foreach (var (index, values) in rendering.ValuesFiles.Index())
            await File.WriteAllBytesAsync(workspace.Combine("values", ValuesFile(index)), values, cancellationToken);
        Directory.CreateDirectory(workspace.Combine("set"));
        var set = SetArguments.Create(rendering.Values, "set");
        foreach (var (file, content) in set.Files)
            await File.WriteAllTextAsync(workspace.Combine(file.Split('/')), content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);

        var text = await _helm.RunAsync(
            [.. Arguments(rendering), .. set.Arguments, "--", rendering.ReleaseName, Path.GetRelativePath(workspace.Folder, chart.Path)], workspace, cancellationToken);
        var manifests = RenderedManifests.WithoutTests(text);
        return rendering.Namespace is { } name ? RenderedManifests.WithNamespace(manifests, name) : manifests;
    }

    private static IEnumerable<string> Arguments(ChartRendering rendering) =>
    [
        "template",
        "--skip-tests",
        .. rendering.Namespace is null ? Array.Empty<string>() : ["--namespace", rendering.Namespace],
        .. rendering.IncludeCrds ? ["--include-crds"] : Array.Empty<string>(),
        .. rendering.KubeVersion is null ? Array.Empty<string>() : ["--kube-version", rendering.KubeVersion],
        .. rendering.ApiVersions.SelectMany(static version => new[] { "--api-versions", version }),
        .. rendering.ValuesFiles.Index().SelectMany(static file => new[] { "--values", $"values/{ValuesFile(file.Index)}" }),
    ];

    private static string ValuesFile(int index) => $"{index.ToString(CultureInfo.InvariantCulture)}.yaml";
}

/// <summary>What a chart says of itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Missing">The charts that it needs and that do not come with it.</param>
public sealed record ChartDescription(string Name, string Version, IReadOnlyList<ChartDependency> Missing);
