using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Approvals;

public abstract class ApprovalPageTests(RunningServer server)
{
    private const string Question = "Release it to everybody?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scanner_that_looked_with_HEAD_was_told_that_the_link_does_not_work()
    {
        var run = await StartAsync("scanned", quorum: 1);
        var link = await LinkAsync(run, "scan-ann");
        using var look = new HttpRequestMessage(HttpMethod.Head, link);

        var answer = await server.Nobody.SendAsync(look, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Null((await server.RunAsync(run, _ => true)).Stage("ok")["decision"]);
    }

    [Fact]
    public async Task Used_link_of_one_vote_of_several_did_not_say_who_had_voted_and_when()
    {
        var run = await StartAsync("voted", quorum: 2);
        var link = await LinkAsync(run, "vote-ann");
        await PostAsync(link, "continue", "fine by me", HttpStatusCode.OK);

        var used = await ReadAsync(link, HttpStatusCode.Gone);
        Assert.Contains("vote-ann", used, StringComparison.Ordinal);
        Assert.Contains("fine by me", used, StringComparison.Ordinal);
        var twice = await PostAsync(await LinkAsync(run, "vote-ann"), "continue", "", HttpStatusCode.Conflict);
        Assert.Contains("<h1>Your approval is recorded</h1>", twice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_forgot_the_question_once_it_was_decided_and_an_old_link_what_became_of_its_attempt()
    {
        var run = await StartAsync("forgot", quorum: 1);
        var (used, unused) = (await LinkAsync(run, "forgot-ann"), await LinkAsync(run, "forgot-ann"));
        await PostAsync(used, "stop", "not today", HttpStatusCode.OK);
        await server.RunAsync(run, found => found["endedAt"] is not null);
        Assert.Contains(Question, await ReadAsync(unused, HttpStatusCode.OK), StringComparison.Ordinal);

        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{run}/stages/ok/restart", null, Cancellation));
        await server.RunAsync(run, found => found.Stage("ok")["waitingFor"] is not null);

        foreach (var link in new[] { used, unused })
            Assert.Contains("not today", await ReadAsync(link, HttpStatusCode.Gone), StringComparison.Ordinal);
        await PostAsync(unused, "continue", "", HttpStatusCode.Gone);
        Assert.Null((await server.RunAsync(run, _ => true)).Stage("ok")["decision"]);
    }

    [Fact]
    public async Task Comment_longer_than_the_API_takes_was_recorded_and_a_refused_form_came_back_empty()
    {
        var run = await StartAsync("long", quorum: 1);
        var link = await LinkAsync(run, "long-ann");

        var refused = await PostAsync(link, "continue", new string('x', 4001), HttpStatusCode.BadRequest);

        Assert.Contains("at most 4000", refused, StringComparison.Ordinal);
        Assert.Contains(new string('x', 4001) + "</textarea>", refused, StringComparison.Ordinal);
        await PostAsync(link, "continue", "short", HttpStatusCode.OK);
    }

    private async Task<string> StartAsync(string pipeline, int quorum)
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/applications/pages", null, Cancellation));
        var run = await server.StartAsync(pipeline, $$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: {{pipeline}}, application: pages }
            spec: { stages: [ { id: ok, type: feature.approval, with: { quorum: {{quorum}}, instructions: "{{Question}}" } } ] }
            """);
        await server.RunAsync(run, found => found.Stage("ok")["waitingFor"] is not null);
        return run;
    }

    private async Task<string> LinkAsync(string run, string subject)
    {
        (await server.SubjectAsync(subject, "pages", "approver")).Dispose();
        var issued = await Expect.SuccessAsync(
            await server.Admin.PostAsJsonAsync($"/api/runs/{run}/stages/ok/links", new JsonObject { ["subject"] = subject }, Cancellation));
        return (string)issued["url"]!;
    }

    private async Task<string> ReadAsync(string link, HttpStatusCode status)
    {
        using var response = await server.Nobody.GetAsync(link, Cancellation);
        Assert.Equal(status, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private async Task<string> PostAsync(string link, string decision, string comment, HttpStatusCode status)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["decision"] = decision, ["comment"] = comment });
        using var response = await server.Nobody.PostAsync(link, form, Cancellation);
        Assert.Equal(status, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }
}

public sealed class EmbeddedApprovalPageTests(EmbeddedServer server) : ApprovalPageTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedApprovalPageTests(HostedServer server) : ApprovalPageTests(server), IClassFixture<HostedServer>;
