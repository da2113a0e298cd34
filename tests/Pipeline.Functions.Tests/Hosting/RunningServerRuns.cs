using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Hosting;

/// <summary>Runs on a server of the tests.</summary>
internal static class RunningServerRuns
{
    /// <summary>Starts a run, of a new revision when a document is given.</summary>
    public static async Task<string> StartAsync(this RunningServer server, string pipeline, string? document = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (document is not null)
            await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{pipeline}", Documents.Yaml(document), cancellation));
        var started = await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/pipelines/{pipeline}/runs", null, cancellation));
        return (string)started["id"]!;
    }

    /// <summary>The run once it is as wanted.</summary>
    public static Task<JsonObject> RunAsync(this RunningServer server, string id, Func<JsonObject, bool> wanted)
    {
        var cancellation = TestContext.Current.CancellationToken;
        return Eventually.GetAsync(
            async () => await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs/{id}", cancellation)), wanted, cancellationToken: cancellation);
    }

    public static JsonObject Stage(this JsonObject run, string id) => run["stages"]!.AsArray().Single(stage => (string)stage!["id"]! == id)!.AsObject();
}
