using Pipeline.Functions.Tests.Hosting;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>A chart repository with the sample chart, and the setting <c>…-charts</c> that leads there.</summary>
internal static class EveryChart
{
    /// <summary>Starts the repository and makes the setting.</summary>
    public static async Task<ChartServer> StartAsync(HttpClient admin, string prefix, CancellationToken cancellationToken)
    {
        var charts = await ChartServer.StartAsync(asksForPassword: true);
        charts.Files.PackageFolder(SourceTree.Combine("samples", "charts", "hello"), "hello-1.0.0.tgz");
        charts.Files.Index();
        var with = $$"""{"url":"{{charts.Url}}","user":"{{ChartServer.User}}","password":"{{ChartServer.Password}}"}""";
        await Expect.SuccessAsync(await admin.PutAsync($"/api/settings/chart-repositories/{prefix}-charts", Documents.Json($$"""{"with":{{with}}}"""), cancellationToken));
        return charts;
    }
}
