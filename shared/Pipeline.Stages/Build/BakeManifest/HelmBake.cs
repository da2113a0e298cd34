using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Programs;
using Pipeline.Connectors.Helm.Templates;
using Pipeline.Connectors.Helm.Versions;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>Gathers all that helm needs to render a chart.</summary>
internal sealed class HelmBake(BakeSources sources, RenderingOptions options, TimeProvider time)
{
    /// <summary>Fetches everything; renders nothing yet.</summary>
    public async Task<PreparedBake> PrepareAsync(StageExecution<BakeManifestInput> execution, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        var helm = new HelmTemplate(options, time);
        var values = BakeValues.Of(input.Values, input.ReplaceBasicTypes);
        var program = await helm.VersionAsync(cancellationToken);
        var chart = await ChartAsync(execution, cancellationToken);
        var description = await HelmTemplate.DescribeAsync(chart, cancellationToken);
        var dependencies = await new ChartDependencies(sources).FetchAsync(execution, description.Missing, cancellationToken);
        var files = new List<ReadOnlyMemory<byte>>();
        foreach (var (index, each) in input.Overrides.Index())
        {
            files.Add(each.File is { } file
                ? await sources.FileAsync(execution, $"overrides[{index}].file", file, cancellationToken)
                : await sources.ContentAsync(execution, $"overrides[{index}].artifact", each.Artifact!, cancellationToken));
        }

        var rendering = new ChartRendering
        {
            Chart = chart,
            ReleaseName = input.Name!,
            Namespace = input.Namespace,
            ValuesFiles = files,
            Values = values,
            IncludeCrds = input.IncludeCrds,
            KubeVersion = input.KubeVersion,
            ApiVersions = input.ApiVersions,
        };
        var content = new BakeKeyContent
        {
            Engine = BakeEngine.Helm,
            Program = program,
            Template = [chart.Digest, .. dependencies.Select(static each => $"{each.Key.Name} {each.Value.Digest}")],
            ValuesFiles = [.. files.Select(BakeKey.Digest)],
            Values = values,
            Name = input.Name,
            Namespace = input.Namespace,
            IncludeCrds = input.IncludeCrds,
            KubeVersion = input.KubeVersion,
            ApiVersions = input.ApiVersions,
        };
        return new(BakeKey.Of(content), $"helm {program}", cancellation => helm.RenderAsync(rendering, dependencies, cancellation))
        {
            Chart = new(description.Name, description.Version, chart.Digest),
        };
    }

    private async Task<ChartPackage> ChartAsync(StageExecution<BakeManifestInput> execution, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        if (input.ChartRepository is { } repository)
            return await FromRepositoryAsync(execution, "chartRepository", repository, input.Chart!, input.Version, cancellationToken);
        if (input.File is { } file)
            return new(await sources.FileAsync(execution, "file", file, cancellationToken));

        var artifact = BakeSources.Find(execution, "artifact", input.Artifact!);
        return artifact is { Type: ArtifactTypes.HelmChart, Location: { } location, Name: { } name }
            ? await FromRepositoryAsync(execution, "artifact", location, name, input.Version ?? artifact.Version, cancellationToken)
            : new(await sources.ContentAsync(execution, "artifact", input.Artifact!, cancellationToken));
    }

    private async Task<ChartPackage> FromRepositoryAsync(
        StageExecution execution, string field, string setting, string chart, string? wanted, CancellationToken cancellationToken)
    {
        var (_, repository) = await sources.ChartRepositoryAsync(execution.Run.Application, field, setting, cancellationToken);
        var version = ChartVersions.Choose(chart, await repository.ListVersionsAsync(chart, cancellationToken), wanted);
        var package = await repository.DownloadAsync(chart, version, cancellationToken);
        execution.Log.WriteLine($"Fetched the chart '{chart}' {version} of '{setting}' ({package.Content.Length:N0} bytes, sha256 {package.Digest}).");
        return package;
    }
}
