using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pipeline.Connectors.ContainerRegistry;
using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Versions;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Helm.Repositories;

/// <summary>Charts in an OCI registry, a repository each below a path (https://helm.sh/docs/topics/registries).</summary>
/// <param name="http">Makes the calls.</param>
/// <param name="url">The registry and the path in it, for example <c>oci://registry.example.com/charts</c>.</param>
/// <param name="credential">Who signs in; null: nobody.</param>
/// <param name="plainHttp">Whether the registry speaks http instead of https.</param>
public sealed class OciChartRepository(OutboundHttp http, Uri url, NetworkCredential? credential, bool plainHttp) : IChartRepository
{
    /// <summary>The scheme of such repositories.</summary>
    public const string Scheme = "oci";

    private const string ChartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private readonly ContainerRegistryClient _registry = new(http, new Uri($"{(plainHttp ? "http" : "https")}://{url.Authority}"), credential);
    private readonly string _path = url.AbsolutePath.Trim('/');

    /// <inheritdoc/>
    public Task<string> PingAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await _registry.PingAsync(cancellationToken);
        return credential is null ? "The registry answers; nobody signed in." : $"The registry answers and lets '{credential.UserName}' in.";
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListChartsAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var prefix = _path.Length == 0 ? "" : _path + "/";
        return (IReadOnlyList<string>)[.. (await _registry.ListRepositoriesAsync(cancellationToken))
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..])];
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListVersionsAsync(string chart, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var tags = await _registry.ListTagsAsync(RepositoryOf(chart), cancellationToken);
        return (IReadOnlyList<string>)[.. ChartVersions.Sorted(tags.Select(static tag => tag.Replace('_', '+'))).Select(static version => version.Text)];
    });

    /// <inheritdoc/>
    public Task<ChartPackage> DownloadAsync(string chart, string version, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var repository = RepositoryOf(chart);
        var manifest = await _registry.GetManifestAsync(repository, version.Replace('+', '_'), Manifest, cancellationToken); // tags cannot hold +
        var layer = (JsonNode.Parse(manifest.Span)?["layers"] as JsonArray)?.FirstOrDefault(static layer => (string?)layer?["mediaType"] == ChartLayer);
        if ((string?)layer?["digest"] is not { } digest)
            throw new HelmException(HelmFailure.Unexpected, $"{url.Host}/{repository}:{version} is no chart of Helm.");

        var content = await _registry.DownloadBlobAsync(repository, digest, ChartPackage.MaximumBytes, cancellationToken);
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content.Span))}" == digest
            ? new ChartPackage(content)
            : throw new HelmException(HelmFailure.Unexpected, $"The content of {url.Host}/{repository}:{version} is another than its digest {digest} says.");
    });

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ContainerRegistryException exception)
        {
            var failure = exception.InnerException switch
            {
                AddressRefusedException or OutboundCallException { Failure: OutboundFailure.NotTrusted } => HelmFailure.Refused,
                OutboundCallException => HelmFailure.Unreachable,
                _ => HelmFailure.ChartNotFound,
            };
            throw new HelmException(failure, exception.Message, exception);
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new HelmException(HelmFailure.Unexpected, "The registry's answer is no manifest.", exception);
        }
    }

    private string RepositoryOf(string chart) => _path.Length == 0 ? chart : $"{_path}/{chart}";
}
