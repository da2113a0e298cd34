using System.Net;
using Pipeline.Connectors.Helm;
using Pipeline.Connectors.Helm.Repositories;
using Pipeline.Connectors.Http;
using Pipeline.Testing.Servers;

namespace Pipeline.Connectors.Tests.Helm;

/// <summary>Chart repositories over HTTP and real OCI registries, with charts packaged by the real helm.</summary>
public sealed class ChartRepositoryTests : IDisposable
{
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Charts_versions_and_packages_are_read_over_http_with_the_password()
    {
        await using var server = await ChartServer.StartAsync(asksForPassword: true);
        var package = Fill(server.Files);
        server.Files.Index();
        var repository = new HttpChartRepository(_http, server.Url, new NetworkCredential(ChartServer.User, ChartServer.Password));

        Assert.Equal("The repository answers; it has 2 charts.", await repository.PingAsync(Cancellation));
        Assert.Equal(["db", "shop"], await repository.ListChartsAsync(Cancellation));
        Assert.Equal(["1.10.0", "1.2.0"], await repository.ListVersionsAsync("shop", Cancellation));
        Assert.Equal(await File.ReadAllBytesAsync(package, Cancellation), (await repository.DownloadAsync("shop", "1.10.0", Cancellation)).Content.ToArray());
        Assert.Single(server.Paths, "/index.yaml");
    }

    [Fact]
    public async Task What_is_missing_or_not_allowed_is_told_without_the_password()
    {
        await using var server = await ChartServer.StartAsync(asksForPassword: true);
        Fill(server.Files);
        server.Files.Index();
        var allowed = new HttpChartRepository(_http, server.Url, new NetworkCredential(ChartServer.User, ChartServer.Password));

        var unsigned = await Assert.ThrowsAsync<HelmException>(() => new HttpChartRepository(_http, server.Url, null).PingAsync(Cancellation));
        var wrong = await Assert.ThrowsAsync<HelmException>(() => new HttpChartRepository(_http, server.Url, new NetworkCredential("eve", "guess-it")).PingAsync(Cancellation));
        var chart = await Assert.ThrowsAsync<HelmException>(() => allowed.ListVersionsAsync("cart", Cancellation));
        var nowhere = await Assert.ThrowsAsync<HelmException>(() => new HttpChartRepository(_http, new Uri("http://169.254.169.254/"), null).PingAsync(Cancellation));

        Assert.Equal((HelmFailure.Unauthorized, HelmFailure.Unauthorized, HelmFailure.ChartNotFound, HelmFailure.Refused), (unsigned.Failure, wrong.Failure, chart.Failure, nowhere.Failure));
        Assert.DoesNotContain("guess-it", wrong.ToString(), StringComparison.Ordinal);
        Assert.Contains("It has db, shop.", chart.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_is_another_than_the_index_says_is_refused()
    {
        await using var server = await ChartServer.StartAsync();
        var package = Fill(server.Files);
        server.Files.Index();
        await File.AppendAllTextAsync(package, "tampered", Cancellation);

        var refused = await Assert.ThrowsAsync<HelmException>(() => new HttpChartRepository(_http, server.Url, null).DownloadAsync("shop", "1.10.0", Cancellation));

        Assert.Contains("is another than the index", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_are_read_from_an_oci_registry()
    {
        await using var registry = await DockerRegistryServer.StartAsync(cancellationToken: Cancellation);
        using var files = new ChartFiles();
        var package = Fill(files);
        files.Run("registry", "login", registry.Url.Authority, "--username", DockerRegistryServer.User, "--password", DockerRegistryServer.Password, "--plain-http");
        foreach (var each in Directory.EnumerateFiles(files.Packages, "*.tgz"))
            files.Run("push", each, $"oci://{registry.Url.Authority}/charts", "--plain-http");
        var repository = new OciChartRepository(_http, new Uri($"oci://{registry.Url.Authority}/charts"), new NetworkCredential(DockerRegistryServer.User, DockerRegistryServer.Password), plainHttp: true);

        Assert.Contains(DockerRegistryServer.User, await repository.PingAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(["db", "shop"], await repository.ListChartsAsync(Cancellation));
        Assert.Equal(["1.10.0", "1.2.0"], await repository.ListVersionsAsync("shop", Cancellation));
        Assert.Equal(await File.ReadAllBytesAsync(package, Cancellation), (await repository.DownloadAsync("shop", "1.10.0", Cancellation)).Content.ToArray());
        Assert.Equal(HelmFailure.ChartNotFound, (await Assert.ThrowsAsync<HelmException>(() => repository.ListVersionsAsync("cart", Cancellation))).Failure);
    }

    public void Dispose() => _http.Dispose();

    private static string Fill(ChartFiles files)
    {
        var template = new Dictionary<string, string> { ["templates/a.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n" };
        files.Package("db", "2.0.0", template);
        files.Package("shop", "1.2.0", template);
        return files.Package("shop", "1.10.0", template);
    }
}
