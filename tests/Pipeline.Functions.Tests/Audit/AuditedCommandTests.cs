using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Audit;

public abstract class AuditedCommandTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_command_on_a_run_is_kept_with_who_what_and_why()
    {
        using var rosa = await server.SubjectAsync("rosa", "default", "editor", "approver");
        var id = await StartAsync(rosa, "audited", Documents.Approval("audited"), """{"comment":"please","parameters":{"password":"hunter2-hunter2"}}""");
        await server.RunAsync(id, run => run.Stage("sign-off")["waitingFor"] is not null);
        await Expect.SuccessAsync(await rosa.PostAsJsonAsync($"/api/runs/{id}/pause", Reason("lunch"), Cancellation));
        await server.RunAsync(id, run => (string)run["status"]! == "PAUSED");
        await Expect.SuccessAsync(await rosa.PostAsJsonAsync($"/api/runs/{id}/resume", Reason("back"), Cancellation));
        await server.RunAsync(id, run => (string)run["status"]! == "RUNNING");
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await rosa.PostAsync($"/api/runs/{id}/stages/first/skip", null, Cancellation));
        await Expect.SuccessAsync(await rosa.PostAsJsonAsync($"/api/runs/{id}/stages/sign-off/judge", new JsonObject { ["decision"] = "stop", ["comment"] = "not yet" }, Cancellation));
        await server.RunAsync(id, run => run["endedAt"] is not null);
        await Expect.SuccessAsync(await rosa.PostAsync($"/api/runs/{id}/stages/sign-off/retry", null, Cancellation));
        await server.RunAsync(id, run => (int)run.Stage("sign-off")["attempt"]! == 2 && run.Stage("sign-off")["waitingFor"] is not null);
        await Expect.SuccessAsync(await rosa.PostAsJsonAsync($"/api/runs/{id}/cancel", Reason("enough"), Cancellation));
        await server.RunAsync(id, run => run["endedAt"] is not null);
        await Expect.SuccessAsync(await rosa.PostAsync($"/api/runs/{id}/stages/sign-off/restart", null, Cancellation));
        await server.RunAsync(id, run => (int)run.Stage("sign-off")["attempt"]! == 3 && run.Stage("sign-off")["waitingFor"] is not null);
        await Expect.SuccessAsync(await rosa.PostAsJsonAsync($"/api/runs/{id}/cancel", Reason("really"), Cancellation));
        await server.RunAsync(id, run => run["endedAt"] is not null);
        var rerun = (string)(await Expect.SuccessAsync(await rosa.PostAsync($"/api/runs/{id}/rerun", Documents.Json("""{"comment":"once more"}"""), Cancellation)))["id"]!;
        await Expect.SuccessAsync(await rosa.DeleteAsync($"/api/runs/{id}?reason=clutter", Cancellation));

        var entries = await ListAsync($"run={id}");
        Assert.Equal(
            [
                "run.delete done clutter", "run.cancel done really", "stage.restart done ", "run.cancel done enough", "stage.retry done ", "stage.judge done not yet",
                "stage.skip refused ", "run.resume done back", "run.pause done lunch", "run.start done please",
            ],
            entries.Select(entry => $"{entry["action"]} {entry["outcome"]} {entry["reason"]}"));
        Assert.All(entries, entry => Assert.Equal(("rosa", "default", id), ((string)entry["by"]!, (string)entry["application"]!, (string)entry["run"]!)));
        Assert.Equal("sign-off", (string)entries[5]["stage"]!);
        Assert.Contains("stop", (string)entries[5]["detail"]!, StringComparison.Ordinal);
        Assert.Contains("restart it", (string)entries[6]["detail"]!, StringComparison.Ordinal);
        var again = Assert.Single(await ListAsync($"run={rerun}"));
        Assert.Equal(("run.rerun", "once more"), ((string)again["action"]!, (string)again["reason"]!));
        Assert.Contains(id, (string)again["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Concat(entries.Append(again).Select(entry => entry.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_change_of_a_pipeline_is_kept()
    {
        using var sven = await server.SubjectAsync("sven", "default", "editor");
        await Expect.SuccessAsync(await sven.PutAsync("/api/pipelines/watched", Documents.Yaml(Documents.LongWait("watched")), Cancellation));
        await Expect.SuccessAsync(await sven.PutAsync("/api/pipelines/watched", Documents.Yaml(Documents.Approval("watched")), Cancellation));
        using var stale = new HttpRequestMessage(HttpMethod.Put, "/api/pipelines/watched");
        stale.Content = Documents.Yaml(Documents.LongWait("watched"));
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        await Expect.ProblemAsync(HttpStatusCode.PreconditionFailed, await sven.SendAsync(stale, Cancellation));
        await Expect.SuccessAsync(await sven.DeleteAsync("/api/pipelines/watched", Cancellation));

        var entries = await ListAsync("subject=pipelines/watched");

        Assert.Equal(
            ["pipeline.delete done", "pipeline.put refused", "pipeline.put done", "pipeline.put done"],
            entries.Select(entry => $"{entry["action"]} {entry["outcome"]}"));
        Assert.All(entries, entry => Assert.Equal(("sven", "default"), ((string)entry["by"]!, (string)entry["application"]!)));
        Assert.Equal("revision 2", (string)entries[2]["detail"]!);
    }

    [Fact]
    public async Task A_command_is_kept_before_it_is_carried_out_so_that_no_crash_loses_it()
    {
        var audit = server.Services.GetRequiredService<AuditLog>();
        var command = new AuditCommand { By = "tom", Action = "run.cancel", Subject = "runs/crash", Run = "crash", Reason = new string('x', 5000) };
        var known = "";

        // As when the process ends there: nothing more is written.
        await Assert.ThrowsAsync<InvalidOperationException>(() => audit.CommandAsync<int>(
            command,
            async () =>
            {
                known = (string)Assert.Single(await ListAsync("run=crash"))["outcome"]!;
                throw new InvalidOperationException("The lights went out.");
            },
            tell: null,
            Cancellation));

        Assert.Equal("asked", known);
        var entry = Assert.Single(await ListAsync("run=crash"));
        Assert.Equal(("asked", 4000), ((string)entry["outcome"]!, ((string)entry["reason"]!).Length));
    }

    [Fact]
    public async Task A_refusal_is_kept_with_its_reason_but_not_with_what_a_bad_request_held()
    {
        var audit = server.Services.GetRequiredService<AuditLog>();
        var command = new AuditCommand { By = "uma", Action = "run.start", Subject = "pipelines/p", Run = "refused" };
        foreach (var refusal in new[] { ProblemException.Conflict("It is disabled."), ProblemException.InvalidField("parameters.password", "'hunter2' is too short.") })
            await Assert.ThrowsAsync<ProblemException>(() => audit.CommandAsync<int>(command, () => throw refusal, tell: null, Cancellation));

        var entries = await ListAsync("run=refused");

        Assert.Equal(["the request was not valid", "It is disabled."], entries.Select(entry => (string)entry["detail"]!));
    }

    private static JsonObject Reason(string reason) => new() { ["reason"] = reason };

    private static async Task<string> StartAsync(HttpClient client, string pipeline, string document, string body)
    {
        await Expect.SuccessAsync(await client.PutAsync($"/api/pipelines/{pipeline}", Documents.Yaml(document), Cancellation));
        return (string)(await Expect.SuccessAsync(await client.PostAsync($"/api/pipelines/{pipeline}/runs", Documents.Json(body), Cancellation)))["id"]!;
    }

    private async Task<JsonObject[]> ListAsync(string query)
    {
        var list = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/audit?take=200&{query}", Cancellation));
        return [.. list["items"]!.AsArray().Select(entry => entry!.AsObject())];
    }
}

public sealed class EmbeddedAuditedCommandTests(EmbeddedServer server) : AuditedCommandTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedAuditedCommandTests(HostedServer server) : AuditedCommandTests(server), IClassFixture<HostedServer>;
