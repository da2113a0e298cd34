using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications.Mail;
using Pipeline.Definitions.Notifications;
using Pipeline.Functions.Access;
using Pipeline.Functions.Approvals;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Notifications;
using Pipeline.Functions.Tests.Orchestrations;
using Pipeline.Stages.Notifications;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.Notifications;
using Pipeline.Testing;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Notifications;

/// <summary>Messages of runs that orchestrations carry, on a clock that the test moves.</summary>
public sealed class NotificationReminderTests
{
    private static readonly TimeSpan FourHours = TimeSpan.FromHours(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HostingMode.Embedded)]
    [InlineData(HostingMode.Functions)]
    public async Task A_judgement_that_nobody_gives_is_asked_for_again_with_a_link_that_works_until_somebody_does(HostingMode mode)
    {
        await using var hook = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);
        await using var runs = await StartAsync(mode);
        var links = new ApprovalLinks(runs.Storage, new EphemeralDataProtectionProvider(), runs.Time);
        var sweep = Sweep(runs, links, hook.Url);
        var definition = Define("asked", Stage("ask", "feature.judgement", """{ "instructions": "Go on?" }""")) with
        {
            Notifications = [new() { Channel = "hook", On = [NotificationEvent.Waiting, NotificationEvent.Complete], Reminder = FourHours }],
        };
        var run = (await runs.RunAsync(definition)).Id;
        await runs.WaitingAsync(run, "ask");

        await sweep.SweepAsync(Cancellation);
        runs.Time.Advance(FourHours);
        await sweep.SweepAsync(Cancellation);
        await sweep.SweepAsync(Cancellation);

        Assert.Equal([$"{run}/1/ask/1/waiting/0", $"{run}/1/ask/1/reminder-1/0"], hook.Requests.Select(request => request.Headers["webhook-id"]));
        foreach (var request in hook.Requests)
        {
            var url = (string)JsonNode.Parse(request.Body)!["data"]!["decideUrl"]!;
            var link = await links.FindAsync(url[(url.LastIndexOf('/') + 1)..], Cancellation);
            Assert.Equal((run, "ask", 1, null, "pipeline"), (link!.RunId, link.StageId, link.Attempt, link.Subject, link.IssuedBy));
            Assert.Equal(ApprovalLinkState.Valid, link.StateAt(runs.Time.GetUtcNow()));
        }

        await runs.DecideAsync(run, "ask", "bob");
        await runs.EndedAsync(run);
        runs.Time.Advance(FourHours);
        await sweep.SweepAsync(Cancellation);
        await sweep.SweepAsync(Cancellation);
        Assert.Equal($"{run}/1/-/0/complete/0", hook.Requests[^1].Headers["webhook-id"]);
        Assert.Equal(3, hook.Requests.Count);
    }

    [Fact]
    public async Task A_message_that_is_delivered_again_leads_to_the_same_link()
    {
        await using var runs = await StartAsync();
        var links = new ApprovalLinks(runs.Storage, new EphemeralDataProtectionProvider(), runs.Time);
        var made = Links(runs, links);
        var record = new NotificationRecord
        {
            Id = "run/1/ask/1/waiting/0",
            Channel = "hook",
            On = NotificationEvent.Waiting,
            CreatedAt = runs.Time.GetUtcNow(),
            Content = new()
            {
                Run = "run",
                Number = 1,
                Generation = 1,
                Pipeline = "p",
                Application = "default",
                StartedBy = "ann",
                Time = runs.Time.GetUtcNow(),
                Stage = "ask",
                Attempt = 1,
            },
        };

        var first = await made.DecisionAsync(record, isPrivate: false, Cancellation);
        var again = await made.DecisionAsync(record, isPrivate: false, Cancellation);

        var link = Assert.Single(await links.ListAsync("run", "ask", Cancellation));
        foreach (var url in new[] { first, again })
            Assert.Equal(link, await links.FindAsync(url.Segments[^1], Cancellation));
        Assert.Equal(new Uri("https://pipeline.example.com/runs/run"), made.RunPage("run"));
    }

    private static NotificationLinks Links(RunHarness runs, ApprovalLinks links) => new(
        links,
        new Members(runs.Storage),
        new PublicAddress(new ServerOptions { Urls = ["http://127.0.0.1:0"], PublicUrl = new("https://pipeline.example.com") }, runs.Get<IServer>()),
        runs.Time);

    private static NotificationSweep Sweep(RunHarness runs, ApprovalLinks links, Uri hook)
    {
        // How long real calls take is told by no clock that a test moves.
        var channels = new NotificationChannels(new OutboundHttp(new(), TimeProvider.System), new SmtpMailer(new(), TimeProvider.System), runs.Time);
        var sender = new NotificationSender(new OneChannel(hook), Links(runs, links), channels, runs.Time, NullLogger<NotificationSender>.Instance);
        var dispatch = new NotificationDispatch(runs.Store, sender, runs.Time, NullLogger<NotificationDispatch>.Instance);
        return new(runs.Store, dispatch, runs.Time, NullLogger<NotificationSweep>.Instance);
    }

    private sealed class OneChannel(Uri hook) : ISettings
    {
        public ValueTask<TSetting?> FindAsync<TSetting>(string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
            where TSetting : class =>
            new((TSetting?)(object?)new NotificationChannel { Transport = NotificationTransport.Webhook, Url = hook, SigningKey = "a-key-to-sign-with" });
    }
}
