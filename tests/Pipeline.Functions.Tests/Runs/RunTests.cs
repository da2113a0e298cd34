using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Runs;

public abstract class RunTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_goes_to_its_approval_and_the_first_decision_stands()
    {
        using var approver = await server.SubjectAsync("ida", "default", "approver");
        using var viewer = await server.SubjectAsync("jack", "default", "viewer");
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/approved", Documents.Yaml(Documents.Approval("approved")), Cancellation));
        var answer = await server.Admin.PostAsync("/api/pipelines/approved/runs", Documents.Json("""{"parameters":{"version":"7","password":"hunter2-hunter2"},"comment":"please"}"""), Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = (string)(await Expect.SuccessAsync(answer))["id"]!;
        Assert.Equal($"/api/runs/{id}", answer.Headers.Location?.OriginalString);

        var run = await server.RunAsync(id, run => run.Stage("sign-off")["waitingFor"] is not null);
        Assert.Equal("RUNNING", (string)run["status"]!);
        Assert.Equal("***", (string)run["parameters"]!["password"]!);
        Assert.Equal("Release 7?", (string)run.Stage("sign-off")["inputs"]!["instructions"]!);
        Assert.Equal(["first"], run.Stage("sign-off")["dependsOn"]!.AsArray().Select(upstream => (string)upstream!));

        var judge = $"/api/runs/{id}/stages/sign-off/judge";
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await viewer.PostAsJsonAsync(judge, Decision("continue"), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await server.Admin.PostAsJsonAsync(judge, Decision("continue"), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await approver.PostAsJsonAsync(judge, Decision("maybe"), Cancellation));
        await Expect.SuccessAsync(await approver.PostAsJsonAsync(judge, Decision("continue"), Cancellation));
        var late = await Expect.ProblemAsync(HttpStatusCode.Conflict, await approver.PostAsJsonAsync(judge, Decision("stop"), Cancellation));
        Assert.Equal("ida", (string)late["decision"]!["decidedBy"]!);

        var ended = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal("SUCCEEDED", (string)ended["status"]!);
    }

    [Fact]
    public async Task The_same_idempotency_key_is_the_same_run()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/keyed", Documents.Yaml(Documents.Approval("keyed")), Cancellation));
        var first = await Expect.SuccessAsync(await StartAsync("k-1", "1"));
        var again = await Expect.SuccessAsync(await StartAsync("k-1", "1"));
        var other = await Expect.SuccessAsync(await StartAsync("k-2", "1"));
        Assert.Equal((string)first["id"]!, (string)again["id"]!);
        Assert.NotEqual((string)first["id"]!, (string)other["id"]!);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await StartAsync("k-1", "2"));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await StartAsync(new string('k', 256), "1"));

        async Task<HttpResponseMessage> StartAsync(string key, string version)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pipelines/keyed/runs");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            request.Content = Documents.Json($$$"""{"parameters":{"version":"{{{version}}}"}}""");
            return await server.Admin.SendAsync(request, Cancellation);
        }
    }

    [Fact]
    public async Task A_cancelled_run_ends_and_its_stage_can_be_restarted()
    {
        var id = await server.StartAsync("cancelled", Documents.LongWait("cancelled"));
        await server.RunAsync(id, run => run.Stage("wait")["waitingFor"] is not null);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/pipelines/cancelled", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/restart", null, Cancellation));
        await Expect.SuccessAsync(await server.Admin.PostAsJsonAsync($"/api/runs/{id}/cancel", new JsonObject { ["reason"] = "not today" }, Cancellation));
        var ended = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal("CANCELED", (string)ended["status"]!);
        Assert.Equal("NOT_STARTED", (string)ended.Stage("last")["status"]!);

        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/restart", null, Cancellation));
        await server.RunAsync(id, run => (int)run.Stage("wait")["attempt"]! == 2 && run.Stage("wait")["waitingFor"] is not null);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/skip", null, Cancellation));
        var skipped = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal("SUCCEEDED", (string)skipped["status"]!);
    }

    [Fact]
    public async Task Lists_show_the_newest_first_page_after_page_and_only_what_one_may_see()
    {
        using var kim = await server.SubjectAsync("kim", "kitchen", "viewer");
        string[] ids = [await server.StartAsync("listed", Documents.LongWait("listed", "kitchen")), await server.StartAsync("listed"), await server.StartAsync("listed")];
        var other = await server.StartAsync("unseen", Documents.LongWait("unseen"));

        var first = await Expect.SuccessAsync(await kim.GetAsync("/api/runs?take=2", Cancellation));
        var second = await Expect.SuccessAsync(await kim.GetAsync($"/api/runs?take=2&after={first["after"]}", Cancellation));
        var seen = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(run => (string)run!["id"]!).ToArray();
        Assert.Equal(ids.Reverse(), seen);
        Assert.Null(second["after"]);

        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await kim.GetAsync("/api/runs?application=default", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await kim.GetAsync("/api/runs?pipeline=unseen", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await kim.GetAsync($"/api/runs/{other}", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await kim.PostAsync($"/api/runs/{ids[0]}/cancel", null, Cancellation));
        var running = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=listed&status=succeeded", Cancellation));
        Assert.Empty(running["items"]!.AsArray());
    }

    private static JsonObject Decision(string decision) => new() { ["decision"] = decision, ["input"] = "", ["comment"] = "" };
}

public sealed class EmbeddedRunTests(EmbeddedServer server) : RunTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedRunTests(HostedServer server) : RunTests(server), IClassFixture<HostedServer>;
