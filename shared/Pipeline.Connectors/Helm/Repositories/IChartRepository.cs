using Pipeline.Connectors.Helm.Charts;

namespace Pipeline.Connectors.Helm.Repositories;

/// <summary>Where charts are fetched from.</summary>
public interface IChartRepository
{
    /// <summary>Tries whether the repository answers and lets us in.</summary>
    /// <returns>What was found, a sentence for people.</returns>
    /// <exception cref="HelmException">It does not.</exception>
    Task<string> PingAsync(CancellationToken cancellationToken);

    /// <summary>The names of its charts.</summary>
    /// <exception cref="HelmException">It does not list them.</exception>
    Task<IReadOnlyList<string>> ListChartsAsync(CancellationToken cancellationToken);

    /// <summary>The versions of a chart, newest first.</summary>
    /// <exception cref="HelmException">There is no such chart, or the repository cannot be read.</exception>
    Task<IReadOnlyList<string>> ListVersionsAsync(string chart, CancellationToken cancellationToken);

    /// <summary>Fetches a chart and compares it with the digest that the repository gives for it.</summary>
    /// <param name="chart">Its name.</param>
    /// <param name="version">One of <see cref="ListVersionsAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HelmException">It cannot be had.</exception>
    Task<ChartPackage> DownloadAsync(string chart, string version, CancellationToken cancellationToken);
}
