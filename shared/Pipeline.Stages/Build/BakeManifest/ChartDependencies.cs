using Pipeline.Connectors.Helm;
using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Repositories;
using Pipeline.Connectors.Helm.Versions;
using Pipeline.Stages.Settings.ChartRepositories;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>
/// Fetches the charts that a chart needs and that do not come with it, as <c>helm dependency build</c> would, but only from repositories that are
/// settings (Spinnaker fetches none: spinnaker/spinnaker#6574).
/// </summary>
internal sealed class ChartDependencies(BakeSources sources)
{
    /// <summary>Fetches them.</summary>
    /// <exception cref="HelmException">One cannot be had.</exception>
    public async Task<IReadOnlyList<KeyValuePair<ChartDependency, ChartPackage>>> FetchAsync(
        StageExecution<BakeManifestInput> execution, IReadOnlyList<ChartDependency> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
            return [];

        var known = new List<(string Name, ChartRepository Setting, IChartRepository Repository)>();
        foreach (var (field, name) in Names(execution.Input))
        {
            var (setting, repository) = await sources.ChartRepositoryAsync(execution.Run.Application, field, name, cancellationToken);
            known.Add((name, setting, repository));
        }

        var fetched = new List<KeyValuePair<ChartDependency, ChartPackage>>();
        foreach (var dependency in missing)
        {
            var repository = dependency.RepositoryName is { } name
                ? (await sources.ChartRepositoryAsync(execution.Run.Application, $"the chart's dependency '{dependency.Name}'", name, cancellationToken)).Repository
                : known.FirstOrDefault(each => IsSame(each.Setting.Url, dependency.Repository)).Repository ?? throw Unknown(dependency);
            var version = ChartVersions.Choose(dependency.Name, await repository.ListVersionsAsync(dependency.Name, cancellationToken), dependency.Version);
            fetched.Add(new(dependency, await repository.DownloadAsync(dependency.Name, version, cancellationToken)));
            execution.Log.WriteLine($"Fetched the chart '{dependency.Name}' {version}, which the chart needs.");
        }

        return fetched;
    }

    private static IEnumerable<(string Field, string Name)> Names(BakeManifestInput input) =>
        input.DependencyRepositories.Select(static name => ("dependencyRepositories", name)).Concat(input.ChartRepository is { } own ? [("chartRepository", own)] : []);

    private static bool IsSame(Uri url, string repository) =>
        Uri.TryCreate(repository, UriKind.Absolute, out var other) && url.AbsoluteUri.TrimEnd('/') == other.AbsoluteUri.TrimEnd('/');

    private static HelmException Unknown(ChartDependency dependency) => new(
        HelmFailure.DependencyNotFound,
        dependency.Repository is "" || dependency.Repository.StartsWith("file:", StringComparison.Ordinal)
            ? $"The chart needs the chart '{dependency.Name}', which is to come with it in charts/ and does not: run 'helm dependency build' before 'helm package'."
            : $"The chart needs the chart '{dependency.Name}' of {dependency.Repository}, which is no chart repository that this stage may fetch from: make a setting of that address (PUT /api/settings/{ChartRepository.KindName}/…) and name it in dependencyRepositories, or package the chart with its dependencies.");
}
