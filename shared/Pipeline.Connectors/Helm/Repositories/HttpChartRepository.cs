using System.Net;
using System.Text;
using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Versions;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Helm.Repositories;

/// <summary>A chart repository over HTTP: an <c>index.yaml</c> and archives (https://helm.sh/docs/topics/chart_repository).</summary>
/// <param name="http">Makes the calls.</param>
/// <param name="url">The repository's address.</param>
/// <param name="credential">Who signs in; null: nobody.</param>
public sealed class HttpChartRepository(OutboundHttp http, Uri url, NetworkCredential? credential) : IChartRepository
{
    private const int MostIndexBytes = 64 * 1024 * 1024;

    private readonly Uri _root = new(url.AbsoluteUri.TrimEnd('/') + "/");
    private ChartIndex? _index;

    /// <inheritdoc/>
    public async Task<string> PingAsync(CancellationToken cancellationToken) => $"The repository answers; it has {(await ListChartsAsync(cancellationToken)).Count} charts.";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListChartsAsync(CancellationToken cancellationToken) => (await IndexAsync(cancellationToken)).Charts;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListVersionsAsync(string chart, CancellationToken cancellationToken) =>
        [.. ChartVersions.Sorted((await EntriesAsync(chart, cancellationToken)).Select(static entry => entry.Version)).Select(static version => version.Text)];

    /// <inheritdoc/>
    public async Task<ChartPackage> DownloadAsync(string chart, string version, CancellationToken cancellationToken)
    {
        var entry = (await EntriesAsync(chart, cancellationToken)).FirstOrDefault(entry => entry.Version == version)
            ?? throw new HelmException(HelmFailure.VersionNotFound, $"The chart '{chart}' has no version '{version}'.");
        if (entry.Url is null || !Uri.TryCreate(_root, entry.Url, out var address) || address.Scheme is not ("http" or "https"))
            throw new HelmException(HelmFailure.Unexpected, $"The index of {_root.Host} gives no address of http or https for '{chart}' {version}.");

        var package = new ChartPackage(await GetAsync(address, ChartPackage.MaximumBytes, $"the chart '{chart}' {version}", cancellationToken));
        return entry.Digest is null || string.Equals(package.Digest, entry.Digest.Replace("sha256:", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
            ? package
            : throw new HelmException(HelmFailure.Unexpected, $"The archive of '{chart}' {version} is another than the index of {_root.Host} says (digest {package.Digest}): the index is out of date, or the archive was changed.");
    }

    private async Task<IReadOnlyList<ChartIndexEntry>> EntriesAsync(string chart, CancellationToken cancellationToken)
    {
        var index = await IndexAsync(cancellationToken);
        return index.Find(chart)
            ?? throw new HelmException(HelmFailure.ChartNotFound, $"{_root.Host} has no chart '{chart}'. {(index.Charts.Count == 0 ? "It has none." : $"It has {string.Join(", ", index.Charts.Take(10))}{(index.Charts.Count > 10 ? ", …" : ".")}")}");
    }

    private async Task<ChartIndex> IndexAsync(CancellationToken cancellationToken) =>
        _index ??= ChartIndex.Read(Encoding.UTF8.GetString((await GetAsync(new Uri(_root, "index.yaml"), MostIndexBytes, "an index.yaml", cancellationToken)).Span), _root.Host);

    private async Task<ReadOnlyMemory<byte>> GetAsync(Uri address, int maximumBytes, string what, CancellationToken cancellationToken)
    {
        // The password is the repository's alone, as Helm has it without --pass-credentials.
        var isOwn = (address.Scheme, address.Host, address.Port) == (_root.Scheme, _root.Host, _root.Port);
        var request = new OutboundRequest
        {
            Method = "GET",
            Url = address,
            Headers = credential is null || !isOwn ? [] : [new("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"))}")],
            Timeout = TimeSpan.FromMinutes(1),
            MaximumAnswerBytes = maximumBytes,
        };
        var answer = await RepositoryCalls.SendAsync(http, request, cancellationToken);
        return (answer.StatusCode, answer.Truncated) switch
        {
            (200, false) => answer.Body,
            (200, true) => throw new HelmException(HelmFailure.TooLarge, $"{address.Host}: {what} has more than {maximumBytes:N0} bytes."),
            (401 or 403, _) when credential is null => throw new HelmException(HelmFailure.Unauthorized, $"{address.Host} gives {what} to nobody who has not signed in: give a user and a password."),
            (401 or 403, _) => throw new HelmException(HelmFailure.Unauthorized, $"{address.Host} does not let '{credential.UserName}' in, or not at {what}."),
            (404 or 410, _) => throw new HelmException(HelmFailure.ChartNotFound, $"{address.Host} has not {what} at {address.AbsolutePath}: check the address."),
            (429 or >= 500, _) => throw new HelmException(HelmFailure.Unreachable, $"{address.Host} answered {answer.StatusCode}."),
            _ => throw new HelmException(HelmFailure.Unexpected, $"{address.Host} answered {answer.StatusCode} instead of {what}."),
        };
    }
}
