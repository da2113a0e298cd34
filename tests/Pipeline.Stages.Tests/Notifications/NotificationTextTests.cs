using System.Text.Json.Nodes;
using Pipeline.Connectors.Notifications;
using Pipeline.Definitions;
using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Notifications;
using static Pipeline.Stages.Tests.Notifications.NotificationFixture;

namespace Pipeline.Stages.Tests.Notifications;

public sealed class NotificationTextTests
{
    private static readonly Uri Page = new("https://pipeline.example.com/runs/7");

    [Theory]
    [InlineData("**${execution.pipeline}** #${execution.number} ${notification.event}: ${notification.status}", "**checkout** #7 failed: TERMINAL")]
    [InlineData("${notification.reason}", @"stage \*ask\*")]
    [InlineData("by ${trigger.user} of ${parameters.branch}", @"by ann of feature/\[x\]")]
    [InlineData("**${ask.version}** is ${#stage('Sign off').status}", @"**1.\*4\*** is RUNNING")]
    [InlineData("${ {a: 1} }", "{\"a\":1}")]
    [InlineData("${parameters.password} stays", "*** stays")]
    [InlineData("no expression, [a link](https://example.com)", "no expression, [a link](https://example.com)")]
    [InlineData("${null}", "")]
    [InlineData("⟦a⟧ ${'⟦b⟧'}", "⟦a⟧ ⟦b⟧")]
    public async Task An_authors_text_sees_the_run_and_its_values_stay_text(string template, string text)
    {
        var record = Assert.Single(await RecordsAsync(template));

        Assert.Equal((text, null), (record.Content.Text, record.Content.TextFault));
    }

    [Theory]
    [InlineData("${nowhere.value}", "nowhere")]
    [InlineData("${#fromUrl('https://example.com')}", "Nothing outside the run")]
    [InlineData("${parameters.password.nothing}", "nothing")]
    public async Task A_text_that_cannot_be_evaluated_is_replaced_and_its_fault_is_told(string template, string fault)
    {
        var record = Assert.Single(await RecordsAsync(template));

        Assert.Null(record.Content.Text);
        Assert.Contains(fault, record.Content.TextFault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", record.Content.TextFault, StringComparison.Ordinal);
        var text = NotificationMessages.MessageOf(record, Page, null).Text;
        Assert.StartsWith(@"Run 7 of **checkout** failed: stage \*ask\*", text, StringComparison.Ordinal);
        Assert.Contains("The notification's own text could not be evaluated: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut()
    {
        var record = Assert.Single(await RecordsAsync($"{new string('x', NotificationText.Longest)}y"));

        Assert.Equal(new string('x', NotificationText.Longest - 1) + "…", record.Content.Text);
    }

    [Fact]
    public async Task The_products_text_says_what_happened_why_who_started_it_and_where_to_look()
    {
        var message = NotificationMessages.MessageOf(Assert.Single(await RecordsAsync(null)), Page, null);

        Assert.Equal("checkout #7 failed", message.Title);
        Assert.Equal(@"Run 7 of **checkout** failed: stage \*ask\*", message.Text);
        Assert.Equal(NotificationSeverity.Failure, message.Severity);
        Assert.Equal(
            ["Pipeline=shop/checkout", "Run=#7", "Status=TERMINAL", "Reason=stage *ask*", "Started by=ann"],
            message.Fields.Select(field => $"{field.Name}={field.Value}"));
        Assert.Equal(["Open the run"], message.Actions.Select(action => action.Label));
    }

    [Fact]
    public async Task A_stage_that_waits_says_what_it_asks_and_leads_to_where_it_is_decided_first()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Waiting)));
        await fixture.AskAsync();
        var record = Assert.Single(await fixture.DispatchAsync());
        var decision = new Uri("https://pipeline.example.com/approvals/t");

        var message = NotificationMessages.MessageOf(record, Page, decision);
        var happened = NotificationMessages.EventOf(record, Page, decision);

        Assert.Equal("checkout #7: Sign off waits for a decision", message.Title);
        Assert.Equal("Stage **Sign off** of run 7 of **checkout** waits for a decision.\n\nRelease \\*1.4\\*?", message.Text);
        Assert.Equal([("Decide", decision), ("Open the run", Page)], message.Actions.Select(action => (action.Label, action.Url)));
        Assert.Equal((record.Id, "stage.waiting", record.Content.Time), (happened.Id, happened.Type, happened.Time));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""
                {"event":"waiting","application":"shop","pipeline":"checkout",
                 "run":{"id":"{{fixture.Run}}","number":7,"generation":1,"url":"https://pipeline.example.com/runs/7"},
                 "status":"RUNNING","reason":null,"startedBy":"ann","title":"checkout #7: Sign off waits for a decision",
                 "text":"Stage **Sign off** of run 7 of **checkout** waits for a decision.\n\nRelease \\*1.4\\*?",
                 "stage":{"id":"ask","name":"Sign off","attempt":1},"decideUrl":"https://pipeline.example.com/approvals/t"}
                """),
            happened.Data), happened.Data.ToJsonString());
    }

    private static async Task<IReadOnlyList<NotificationRecord>> RecordsAsync(string? text)
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Failed) with { Text = text }));
        await fixture.AskAsync();
        await fixture.EndAsync(RunStatus.Terminal, "stage *ask*");
        return await fixture.DispatchAsync();
    }
}
