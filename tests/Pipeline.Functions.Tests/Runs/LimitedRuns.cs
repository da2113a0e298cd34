using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>Runs that wait in their stage 'wait' until they are let go on.</summary>
internal static class LimitedRuns
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The run once it waits in its stage, and so is under way.</summary>
    public static Task<JsonObject> WaitingAsync(this RunningServer server, string id, string stage = "wait") =>
        server.RunAsync(id, run => run.Stage(stage)["waitingFor"] is not null);

    /// <summary>Lets the run go on to its end, once its turn has come.</summary>
    public static async Task<JsonObject> FinishAsync(this RunningServer server, string id)
    {
        await server.WaitingAsync(id);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/skip", null, Cancellation));
        var ended = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal("SUCCEEDED", (string)ended["status"]!);
        return ended;
    }

    /// <summary>The ids of a pipeline's runs of a status, newest first.</summary>
    public static async Task<string[]> ListAsync(this RunningServer server, string pipeline, string status)
    {
        var list = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs?pipeline={pipeline}&status={status}", Cancellation));
        return [.. list["items"]!.AsArray().Select(run => (string)run!["id"]!)];
    }

    public static Task SweepAsync(this RunningServer server) => server.Services.GetRequiredService<RunSweep>().SweepAsync(Cancellation);
}
