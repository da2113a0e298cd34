using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Functions.Commands;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>Windows and freezes, as clients of the API see them.</summary>
public abstract class HeldStageTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stage_waits_for_its_window_until_an_editor_starts_it_and_says_why()
    {
        using var editor = await server.SubjectAsync("night-editor", "night", "editor");
        using var viewer = await server.SubjectAsync("night-viewer", "night", "viewer");
        var id = await server.StartAsync("night", Closed("night", "night"));
        var stage = (await server.RunAsync(id, run => run.Stage("rest")["waitingFor"] is not null)).Stage("rest");
        Assert.Equal(("RUNNING", null), ((string)stage["status"]!, stage["startedAt"]));
        Assert.StartsWith("its window opens at ", (string)stage["waitingFor"]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal("closed-window", (string)stage["hold"]!["obstacles"]![0]!["kind"]!);
        Assert.Contains(await RunLinesAsync(id), line => line.Contains("rest  RUNNING", StringComparison.Ordinal) && line.Contains("(its window opens at ", StringComparison.Ordinal));
        Assert.Contains("its window opens at ", await server.Admin.GetStringAsync($"/runs/{id}", Cancellation), StringComparison.Ordinal);

        var command = $"/api/runs/{id}/stages/rest/start-now";
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await viewer.PostAsync(command, Documents.Json("""{"reason":"now"}"""), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await editor.PostAsync(command, Documents.Json("{}"), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await editor.PostAsync(command, Documents.Json("""{"reason":" "}"""), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await editor.PostAsync($"/api/runs/{id}/stages/nowhere/start-now", Documents.Json("""{"reason":"now"}"""), Cancellation));
        var started = await Expect.SuccessAsync(await editor.PostAsync(command, Documents.Json("""{"reason":"The customer waits"}"""), Cancellation));
        Assert.Equal(("night-editor", "The customer waits"), ((string)started["hold"]!["startedNow"]!["by"]!, (string)started["hold"]!["startedNow"]!["reason"]!));

        var ended = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal(("SUCCEEDED", "night-editor"), ((string)ended["status"]!, (string)ended.Stage("rest")["hold"]!["startedNow"]!["by"]!));
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await editor.PostAsync(command, Documents.Json("""{"reason":"again"}"""), Cancellation));
        var audit = await AuditAsync($"runs/{id}/stages/rest", outcome: "done");
        Assert.Equal(("stage.start-now", "night-editor", "The customer waits"), ((string)audit["action"]!, (string)audit["by"]!, (string)audit["reason"]!));
    }

    [Fact]
    public async Task A_stage_that_waits_for_its_window_is_skipped_where_its_type_allows_it()
    {
        var id = await server.StartAsync("skipped-night", Closed("skipped-night", "default"));
        await server.RunAsync(id, run => run.Stage("rest")["waitingFor"] is not null);

        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/rest/skip", null, Cancellation));

        Assert.Equal("SKIPPED", (string)(await server.RunAsync(id, run => run["endedAt"] is not null)).Stage("rest")["status"]!);
    }

    [Fact]
    public async Task A_freeze_holds_what_deploys_until_an_administrator_starts_it_or_the_run_was_started_against_it()
    {
        using var editor = await server.SubjectAsync("frozen-editor", "frozen", "editor");
        await Expect.SuccessAsync(await FreezeAsync("frozen"));
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/frozen", Documents.Yaml(Deploying("frozen", "frozen")), Cancellation));
        var accepted = await editor.PostAsync("/api/pipelines/frozen/runs", null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = (string)(await Expect.SuccessAsync(accepted))["id"]!;
        var held = (await server.RunAsync(id, run => run.Stage("rest")["waitingFor"] is not null)).Stage("rest");
        Assert.Equal("the freeze 'holidays' holds until 2999-01-01T00:00:00Z (Nobody is there)", (string)held["waitingFor"]!["reason"]!);

        var command = $"/api/runs/{id}/stages/rest/start-now";
        var refused = await Expect.ProblemAsync(HttpStatusCode.Forbidden, await editor.PostAsync(command, Documents.Json("""{"reason":"now"}"""), Cancellation));
        Assert.Contains("the freeze 'holidays' holds", (string)refused["detail"]!, StringComparison.Ordinal);
        await Expect.SuccessAsync(await server.Admin.PostAsync(command, Documents.Json("""{"reason":"now"}"""), Cancellation));
        Assert.Equal("SUCCEEDED", (string)(await server.RunAsync(id, run => run["endedAt"] is not null))["status"]!);

        var against = Documents.Json("""{"freezeOverride":"A hole must be closed"}""");
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await editor.PostAsync("/api/pipelines/frozen/runs", against, Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.PostAsync("/api/pipelines/frozen/runs", Documents.Json("""{"freezeOverride":""}"""), Cancellation));
        var second = (string)(await Expect.SuccessAsync(await server.Admin.PostAsync("/api/pipelines/frozen/runs", Documents.Json("""{"freezeOverride":"A hole must be closed"}"""), Cancellation)))["id"]!;
        var ended = await server.RunAsync(second, run => run["endedAt"] is not null);
        Assert.Equal(("SUCCEEDED", "A hole must be closed"), ((string)ended["status"]!, (string)ended["freezeOverride"]!["reason"]!));
        Assert.Null(ended.Stage("rest")["hold"]);
        var audit = await AuditAsync("pipelines/frozen");
        Assert.Equal(
            ("run.start", second, "run 2; no freeze is to hold it: A hole must be closed"), ((string)audit["action"]!, (string)audit["run"]!, (string)audit["detail"]!));
    }

    [Fact]
    public async Task Freezes_are_set_listed_changed_and_lifted()
    {
        using var editor = await server.SubjectAsync("listed-editor", "listed-freezes", "editor");
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await FreezeAsync("no-such-application"));
        Assert.Equal(HttpStatusCode.Created, (await FreezeAsync("listed-freezes")).StatusCode);
        var local = Documents.Json("""{"from":"2026-12-20T00:00","to":"2027-01-05T00:00","zone":"Asia/Seoul","reason":"Fewer hands"}""");
        var changed = await Expect.SuccessAsync(await server.Admin.PutAsync("/api/applications/listed-freezes/freezes/holidays", local, Cancellation));
        Assert.Equal(DateTimeOffset.Parse("2026-12-19T15:00:00Z", CultureInfo.InvariantCulture), (DateTimeOffset)changed["from"]!);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/applications/listed-freezes", Cancellation));

        var listed = (await Expect.SuccessAsync(await editor.GetAsync("/api/applications/listed-freezes/freezes", Cancellation)))["items"]!.AsArray();
        Assert.Equal(("holidays", "Fewer hands"), ((string)Assert.Single(listed)!["name"]!, (string)listed[0]!["reason"]!));
        Assert.Equal("holidays", (string)(await Expect.SuccessAsync(await editor.GetAsync("/api/applications/listed-freezes/freezes/holidays", Cancellation)))["name"]!);
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await editor.DeleteAsync("/api/applications/listed-freezes/freezes/holidays", Cancellation));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/applications/listed-freezes/freezes/holidays", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.DeleteAsync("/api/applications/listed-freezes/freezes/holidays", Cancellation));
        Assert.Equal("freeze.delete", (string)(await AuditAsync("freezes/holidays", "listed-freezes"))["action"]!);
    }

    [Theory]
    [InlineData("holidays", "{}", "from", "to", "reason")]
    [InlineData("holidays", """{"from":"tomorrow","to":"2027-01-05T00:00:00Z","reason":"x"}""", "from")]
    [InlineData("holidays", """{"from":"2027-01-05T00:00:00Z","to":"2026-01-05T00:00:00Z","reason":"x"}""", "to")]
    [InlineData("holidays", """{"from":"2026-01-05T00:00","to":"2027-01-05T00:00","zone":"Asia/Soul","reason":"x"}""", "zone")]
    [InlineData("Year-End", """{"from":"2026-01-05T00:00:00Z","to":"2027-01-05T00:00:00Z","reason":"x"}""", "name")]
    public async Task What_is_no_freeze_is_refused_with_its_fields(string name, string body, params string[] fields)
    {
        var problem = await Expect.ProblemAsync(
            HttpStatusCode.BadRequest, await server.Admin.PutAsync($"/api/applications/default/freezes/{name}", Documents.Json(body), Cancellation));

        Assert.Equal(fields, problem["errors"]!.AsArray().Select(error => (string)error!["path"]!));
    }

    private Task<HttpResponseMessage> FreezeAsync(string application) => server.Admin.PutAsync(
        $"/api/applications/{application}/freezes/holidays",
        Documents.Json("""{"from":"2020-01-01T00:00:00Z","to":"2999-01-01T00:00:00Z","reason":"Nobody is there"}"""),
        Cancellation);

    private async Task<JsonObject> AuditAsync(string subject, string? application = null, string? outcome = null) =>
        (await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/audit?subject={Uri.EscapeDataString(subject)}", Cancellation)))["items"]!.AsArray()
            .Select(entry => entry!.AsObject())
            .First(entry => (application is null || (string?)entry["application"] == application) && (outcome is null || (string?)entry["outcome"] == outcome));

    private async Task<IEnumerable<string>> RunLinesAsync(string id) => RunText.Run(await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs/{id}", Cancellation)));

    /// <summary>A window that opens in two hours.</summary>
    private static string Closed(string name, string application)
    {
        var now = DateTimeOffset.UtcNow;
        var (from, to) = (now.AddHours(2).ToString("HH:mm", CultureInfo.InvariantCulture), now.AddHours(3).ToString("HH:mm", CultureInfo.InvariantCulture));
        return $$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: {{name}}, application: {{application}} }
            spec:
              window: { hours: [{ from: "{{from}}", to: "{{to}}" }] }
              stages:
                - { id: rest, type: feature.wait, with: { duration: 10ms } }
            """;
    }

    private static string Deploying(string name, string application) => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}}, application: {{application}} }
        spec:
          deploys: production
          stages:
            - { id: rest, type: feature.wait, with: { duration: 10ms } }
        """;
}

public sealed class EmbeddedHeldStageTests(EmbeddedServer server) : HeldStageTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedHeldStageTests(HostedServer server) : HeldStageTests(server), IClassFixture<HostedServer>;
