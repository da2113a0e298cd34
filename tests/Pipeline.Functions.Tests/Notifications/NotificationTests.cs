using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Pipeline.Definitions;
using Pipeline.Definitions.Notifications;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Functions.Triggers;
using Pipeline.Stages.Runs;
using Pipeline.Storage;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Functions.Tests.Notifications;

public abstract partial class NotificationTests(RunningServer server, SmtpServer mail)
{
    [Fact]
    public async Task A_run_that_fails_sends_a_mail_that_says_why_and_where_to_look()
    {
        await PutMailAsync("mail-of-failures");
        var id = await server.StartAsync("failing", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: failing }
            spec:
              notifications:
                - { channel: mail-of-failures, to: [failures@example.com], on: [complete, failed], text: "**${execution.pipeline}** is broken: ${notification.reason}" }
              stages:
                - id: no
                  type: feature.fail
                  notifications: [ { channel: mail-of-failures, to: [failures@example.com], on: [starting, failed] } ]
                  with: { message: "not *today*" }
            """);

        var mails = (await mail.GetMailsAsync("failures@example.com", 3, Cancellation)).Select(Read).ToArray();

        var ofRun = Assert.Single(mails, message => message.Subject == "❌ failing #1 failed");
        Assert.Contains("failing is broken: stage 'no': not *today*", ofRun.TextBody, StringComparison.Ordinal);
        Assert.Contains("Started by: admin", ofRun.TextBody, StringComparison.Ordinal);
        Assert.Matches($@"Open the run: http://127\.0\.0\.1:\d+/runs/{id}", ofRun.TextBody);
        Assert.Single(mails, message => message.Subject == "❌ failing #1: no failed");
        Assert.Single(mails, message => message.Subject == "ℹ️ failing #1: no began");

        var run = await server.RunAsync(id, run => All(run).All(one => (string)one["status"]! == "delivered"));
        var told = Assert.Single(run["notifications"]!.AsArray())!;
        Assert.Equal(
            ($"{id}/1/-/0/failed/0", "mail-of-failures", "failed", "failures@example.com", 1),
            ((string)told["id"]!, (string)told["channel"]!, (string)told["on"]!, (string)told["to"]!, (int)told["attempts"]!));
        Assert.NotNull(told["deliveredAt"]);
        Assert.Equal([$"{id}/1/no/1/starting/0", $"{id}/1/no/1/failed/0"], run.Stage("no")["notifications"]!.AsArray().Select(one => (string)one!["id"]!));
    }

    [Fact]
    public async Task Each_recipient_gets_a_link_that_decides_as_him_and_anybody_else_one_that_asks_who_he_is()
    {
        using var ann = await server.SubjectAsync("ann@example.com", "default", "approver");
        using var bob = await server.SubjectAsync("bob@example.com", "default", "approver");
        await PutMailAsync("mail-of-questions");
        var id = await server.StartAsync("asking", Asking("asking", "mail-of-questions", "to: [Ann@example.com, bob@example.com, team@example.com],", "quorum: 2"));

        var links = new Dictionary<string, string>();
        foreach (var recipient in new[] { "Ann@example.com", "bob@example.com", "team@example.com" })
            links[recipient] = LinkIn(Read(Assert.Single(await mail.GetMailsAsync(recipient, 1, Cancellation))).TextBody);

        Assert.Equal(3, links.Values.Distinct().Count());
        using (var page = await server.Nobody.GetAsync(links["team@example.com"], Cancellation))
            Assert.Contains("name=\"token\"", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await DecideAsync(links["team@example.com"]));
        Assert.Equal(HttpStatusCode.OK, await DecideAsync(links["Ann@example.com"]));
        Assert.Equal(HttpStatusCode.Gone, await DecideAsync(links["Ann@example.com"]));
        Assert.Equal(HttpStatusCode.OK, await DecideAsync(links["bob@example.com"]));

        var run = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal(["ann@example.com", "bob@example.com"], run.Stage("ask")["votes"]!.AsArray().Select(vote => (string)vote!["by"]!));
        Assert.Equal("SUCCEEDED", (string)run["status"]!);
        foreach (var link in links.Values)
            Assert.DoesNotContain(link[(link.LastIndexOf('/') + 1)..], run.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_hears_that_a_stage_waits_and_its_link_asks_who_one_is()
    {
        using var approver = await server.SubjectAsync("chat-approver", "default", "approver");
        var token = await TokenAsync("chat-approver");
        await using var slack = await LoopbackServer.StartAsync(static context => context.Response.WriteAsync("ok"));
        await PutAsync("chat", $$$"""{"with":{"transport":"slack","url":"{{{slack.Url}}}services/T000/B000/a-secret-of-slack"}}""");
        var id = await server.StartAsync("chatting", Asking("chatting", "chat", "", "quorum: 1"));

        await Eventually.TrueAsync(() => slack.Requests.Count == 1, cancellationToken: Cancellation);
        var message = JsonNode.Parse(slack.Requests[0].Body)!;
        var button = message["blocks"]!.AsArray().Single(block => (string)block!["type"]! == "actions")!["elements"]!.AsArray()[0]!;
        Assert.Equal(("Decide", "primary"), ((string)button["text"]!["text"]!, (string)button["style"]!));
        Assert.Contains("Release", message.ToJsonString(), StringComparison.Ordinal);

        var link = (string)button["url"]!;
        Assert.Equal(HttpStatusCode.Unauthorized, await DecideAsync(link));
        Assert.Equal(HttpStatusCode.OK, await DecideAsync(link, token));
        var run = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal("chat-approver", (string)run.Stage("ask")["decision"]!["by"]!);
        Assert.Equal("delivered", (string)Assert.Single(run["notifications"]!.AsArray())!["status"]!);
        Assert.DoesNotContain("a-secret-of-slack", run.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_an_applications_own_channel_carries_decides_as_nobody()
    {
        using var eve = await server.SubjectAsync("eve", "trade", "editor");
        using var dan = await server.SubjectAsync("dan@example.com", "trade", "approver");
        await Expect.SuccessAsync(await eve.PutAsync("/api/settings/notifications/mail-of-trade", Documents.Json(await MailAsync("trade")), Cancellation));
        await server.StartAsync("trading", Asking("trading", "mail-of-trade", "to: [dan@example.com],", "quorum: 1", "trade"));

        var link = LinkIn(Read(Assert.Single(await mail.GetMailsAsync("dan@example.com", 1, Cancellation))).TextBody);

        Assert.Equal(HttpStatusCode.Unauthorized, await DecideAsync(link));
    }

    [Fact]
    public async Task A_channel_that_answers_500_is_tried_again_under_the_same_id_and_delays_no_run()
    {
        var answers = new ConcurrentQueue<int>([500]);
        await using var hook = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = answers.TryDequeue(out var status) ? status : 204;
            return Task.CompletedTask;
        });
        await PutAsync("flaky", $$$"""{"with":{"transport":"webhook","url":"{{{hook.Url}}}hook","signingKey":"a-key-to-sign-with"}}""");
        var id = await server.StartAsync("retried", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: retried }
            spec:
              notifications: [ { channel: flaky, on: [complete] } ]
              stages: [ { id: wait, type: feature.wait, with: { duration: 10ms } } ]
            """);

        var run = await server.RunAsync(id, run => All(run).Any(one => (string)one["status"]! == "delivered"));

        Assert.Equal("SUCCEEDED", (string)run["status"]!);
        Assert.Equal(2, (int)Assert.Single(All(run))["attempts"]!);
        Assert.Equal([$"{id}/1/-/0/complete/0", $"{id}/1/-/0/complete/0"], hook.Requests.Select(request => request.Headers["webhook-id"]));
        Assert.Equal("pipeline.complete", (string)JsonNode.Parse(hook.Requests[1].Body)!["type"]!);
    }

    [Fact]
    public async Task A_channel_that_a_pipeline_names_cannot_be_removed()
    {
        await PutAsync("needed", """{"with":{"transport":"slack","url":"https://hooks.example.com/services/x"}}""");
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/needing", Documents.Yaml("""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: needing }
            spec:
              stages: [ { id: a, type: feature.wait, notifications: [ { channel: needed, on: [failed] } ], with: { duration: 10ms } } ]
            """), Cancellation));

        var problem = await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/settings/notifications/needed", Cancellation));

        Assert.Contains("needing", (string)problem["detail"]!, StringComparison.Ordinal);
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/pipelines/needing", Cancellation));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/settings/notifications/needed", Cancellation));
    }

    [Fact]
    public async Task The_test_of_a_channel_sends_a_message_that_says_that_it_is_one()
    {
        await PutMailAsync("mail-of-tests", "tests@example.com");
        var test = await Expect.SuccessAsync(await server.Admin.PostAsync("/api/settings/notifications/mail-of-tests/test", null, Cancellation));
        Assert.True((bool)test["ok"]!, test.ToJsonString());
        Assert.Equal("ℹ️ Test message", Read(Assert.Single(await mail.GetMailsAsync("tests@example.com", 1, Cancellation))).Subject);

        await using var gone = await LoopbackServer.StartAsync(static context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("no_service");
        });
        await PutAsync("gone", $$$"""{"with":{"transport":"slack","url":"{{{gone.Url}}}services/a-secret-of-slack"}}""");
        var failed = await Expect.SuccessAsync(await server.Admin.PostAsync("/api/settings/notifications/gone/test", null, Cancellation));
        Assert.False((bool)failed["ok"]!);
        Assert.Contains("make a new one", failed.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-of-slack", failed.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_tells_nobody_has_no_list_of_messages()
    {
        var id = await server.StartAsync("silent", Documents.LongWait("silent"));

        var run = await server.RunAsync(id, run => run.Stage("wait")["waitingFor"] is not null);

        Assert.False(run.ContainsKey("notifications"));
        Assert.False(run.Stage("wait").ContainsKey("notifications"));
        var storage = server.Services.GetRequiredService<IStorage>();
        Assert.Null(await storage.Table("RunIndex").GetAsync("notifying", id, Cancellation));
        Assert.Null(await storage.Table("Runs").GetAsync(id, "notifications", Cancellation));
    }

    [Fact]
    public async Task A_restarted_run_tells_anew()
    {
        await using var hook = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);
        await PutAsync("anew", $$$"""{"with":{"transport":"webhook","url":"{{{hook.Url}}}hook","signingKey":"a-key-to-sign-with"}}""");
        var id = await server.StartAsync("again", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: again }
            spec:
              notifications: [ { channel: anew, on: [starting, failed] } ]
              stages: [ { id: no, type: feature.fail, with: { message: "no" } } ]
            """);
        await server.RunAsync(id, run => run["endedAt"] is not null);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/no/restart", null, Cancellation));

        await Eventually.TrueAsync(() => hook.Requests.Count == 4, cancellationToken: Cancellation);

        Assert.Equal(
            [$"{id}/1/-/0/failed/0", $"{id}/1/-/0/starting/0", $"{id}/2/-/0/failed/0", $"{id}/2/-/0/starting/0"],
            hook.Requests.Select(request => request.Headers["webhook-id"]).Order(StringComparer.Ordinal));
    }

    protected RunningServer Server => server;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected async Task PutAsync(string name, string body) =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/settings/notifications/{name}", Documents.Json(body), Cancellation));

    private static string Asking(string name, string channel, string to, string quorum, string application = "default") => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}}, application: {{application}} }
        spec:
          notifications: [ { channel: {{channel}}, {{to}} on: [waiting] } ]
          stages:
            - { id: ask, type: feature.approval, with: { instructions: "Release?", {{quorum}} } }
        """;

    private static IEnumerable<JsonNode> All(JsonObject run) =>
        (run["notifications"]?.AsArray() ?? []).Concat(run["stages"]!.AsArray().SelectMany(stage => stage!["notifications"]?.AsArray() ?? [])).OfType<JsonNode>();

    private static MimeMessage Read(ReceivedMail received) => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(received.Content)), Cancellation);

    private static string LinkIn(string? text) => Link.Match(text ?? "") is { Success: true } match ? match.Value : throw new InvalidOperationException($"No link in: {text}");

    private async Task<HttpStatusCode> DecideAsync(string link, string? token = null)
    {
        var fields = new Dictionary<string, string> { ["decision"] = "continue" };
        if (token is not null)
            fields["token"] = token;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await server.Nobody.PostAsync(link, form, Cancellation);
        return answer.StatusCode;
    }

    private async Task<string> TokenAsync(string subject) =>
        (string)(await Expect.SuccessAsync(await server.Admin.PostAsJsonAsync("/api/tokens", new JsonObject { ["name"] = "form", ["subject"] = subject }, Cancellation)))["token"]!;

    private async Task PutMailAsync(string name, string from = "pipeline@example.com") => await PutAsync(name, await MailAsync(null, from));

    private async Task<string> MailAsync(string? application, string from = "pipeline@example.com") => new JsonObject
    {
        ["with"] = new JsonObject { ["transport"] = "email", ["host"] = "127.0.0.1", ["port"] = await mail.GetPortAsync(), ["security"] = "none", ["from"] = from },
        ["application"] = application,
    }.ToJsonString();

    [GeneratedRegex(@"(?<=Decide: )http://\S+/approvals/\S+")]
    private static partial Regex Link { get; }
}

/// <summary>A mail server for the tests of a class.</summary>
public sealed class MailServer : IAsyncDisposable
{
    public SmtpServer Plain { get; } = SmtpServer.Plain();

    public ValueTask DisposeAsync() => Plain.DisposeAsync();
}

public sealed class EmbeddedNotificationTests(EmbeddedServer server, MailServer mail)
    : NotificationTests(server, mail.Plain), IClassFixture<EmbeddedServer>, IClassFixture<MailServer>;

public sealed class HostedNotificationTests(HostedServer server, MailServer mail)
    : NotificationTests(server, mail.Plain), IClassFixture<HostedServer>, IClassFixture<MailServer>
{
    [Fact]
    public async Task The_hosts_timer_delivers_what_no_process_delivered()
    {
        await using var hook = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);
        await PutAsync("timed", $$$"""{"with":{"transport":"webhook","url":"{{{hook.Url}}}hook","signingKey":"a-key-to-sign-with"}}""");

        // A process that is gone wrote the end of a run and told nobody.
        var definition = new PipelineDefinition { Name = "lost", Notifications = [new() { Channel = "timed", On = [NotificationEvent.Failed] }], Stages = [] };
        var run = new RunDocument
        {
            Id = RunId.New(TimeProvider.System.GetUtcNow()),
            Number = 1,
            Pipeline = "lost",
            Application = "default",
            Revision = 1,
            Trigger = new() { Type = "manual" },
            StartedBy = "ann",
            CreatedAt = TimeProvider.System.GetUtcNow(),
            Notifies = [RunEventTypes.RunEnded],
        };
        using var gone = new RunStore(Server.Services.GetRequiredService<IStorage>(), TimeProvider.System);
        await gone.Notifications.WatchAsync(run.Id, run.CreatedAt, Cancellation);
        await gone.AddAsync(run, definition, Cancellation);
        await gone.ChangeAsync(
            run.Id,
            snapshot => (new RunChange(new RunEvent { Time = run.CreatedAt, Type = RunEventTypes.RunEnded, Status = "TERMINAL" }) { Run = snapshot.Run with { Status = RunStatus.Terminal } }, 0),
            Cancellation);

        await Server.Services.GetServices<ITriggeredFunction>().Single(function => function.Declaration.Name == "DeliverNotifications").InvokeAsync(null!, Cancellation);

        Assert.Equal($"{run.Id}/1/-/0/failed/0", Assert.Single(hook.Requests).Headers["webhook-id"]);
    }
}
