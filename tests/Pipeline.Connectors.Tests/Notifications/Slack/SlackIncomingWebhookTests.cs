using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Slack;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Notifications.Slack;

public sealed class SlackIncomingWebhookTests
{
    private const string SecretPath = "services/T00000001/B00000002/abcDEFghiJKLmnoPQRstuVWX";

    [Fact]
    public async Task A_message_is_posted_as_blocks_with_a_text_for_those_who_do_not_see_them()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync("ok", context.RequestAborted));

        Assert.IsType<NotificationDelivery.Delivered>(await DeliverAsync(server, SampleMessages.Full));

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/" + SecretPath, "application/json; charset=utf-8"), (request.Method, request.Path, request.Headers["Content-Type"]));
        Assert.Equal(
            """
            {"text":"⚠️ checkout &lt;7&gt; waits &amp; asks\nRelease 1.4 &amp; up of a&lt;b?\nSee the *notes* (https://ci.example.com/notes?a=1&amp;b=2).\n\n승인해 주세요.","blocks":[
            {"type":"header","text":{"type":"plain_text","text":"⚠️ checkout <7> waits & asks"}},
            {"type":"section","text":{"type":"mrkdwn","text":"Release *1.4 &amp; up* of `a&lt;b`?\nSee <https://ci.example.com/notes?a=1&amp;b=2|the *notes*>.","verbatim":true}},
            {"type":"section","text":{"type":"mrkdwn","text":"승인해 주세요.","verbatim":true}},
            {"type":"section","fields":[{"type":"mrkdwn","text":"*Branch*\nfeature/_x_ &lt;y&gt;","verbatim":true},{"type":"mrkdwn","text":"*Build*\n42","verbatim":true}]},
            {"type":"actions","elements":[
            {"type":"button","text":{"type":"plain_text","text":"Approve"},"url":"https://pipeline.example.com/approvals/t0?x=1&y=2","style":"primary"},
            {"type":"button","text":{"type":"plain_text","text":"Stop"},"url":"https://pipeline.example.com/approvals/t1","style":"danger"},
            {"type":"button","text":{"type":"plain_text","text":"Open"},"url":"https://pipeline.example.com/runs/7"}]}]}
            """,
            request.Body, AsJson.Instance);
    }

    [Fact]
    public async Task A_message_of_a_title_alone_is_one_block()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync("ok", context.RequestAborted));

        await DeliverAsync(server, SampleMessages.Short);

        Assert.Equal(
            """{"text":"✅ checkout 8 succeeded","blocks":[{"type":"header","text":{"type":"plain_text","text":"✅ checkout 8 succeeded"}}]}""",
            server.Requests.Single().Body, AsJson.Instance);
    }

    [Theory]
    [InlineData(400, "invalid_payload", "Slack does not take the message")]
    [InlineData(404, "channel_not_found", "channel was deleted")]
    [InlineData(410, "channel_is_archived", "channel is archived")]
    [InlineData(403, "action_prohibited", "administrator")]
    [InlineData(404, "no_service", "make a new one and set its URL")]
    [InlineData(403, "invalid_token", "URL is wrong")]
    [InlineData(418, "something_new", "something_new")]
    [InlineData(302, "", "redirect")]
    [InlineData(200, "<html>Sign in</html>", "no incoming webhook of Slack")]
    [InlineData(403, "no hook at /" + SecretPath, "no hook at ***")]
    public async Task A_refusal_says_what_Slack_said_and_what_to_change_but_not_the_secret(int status, string answer, string expected)
    {
        await using var server = await LoopbackServer.StartAsync(Answering(status, answer));

        var refused = Assert.IsType<NotificationDelivery.Refused>(await DeliverAsync(server, SampleMessages.Short));

        Assert.Contains(expected, refused.Reason, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1 answered {status}", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("VWX", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("B00000002", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "rate_limited", "30", 30)]
    [InlineData(429, "rate_limited", null, null)]
    [InlineData(500, "rollup_error", null, null)]
    [InlineData(503, "", "7", 7)]
    public async Task Limits_and_faults_of_Slack_are_to_be_tried_again(int status, string answer, string? retryAfter, int? seconds)
    {
        await using var server = await LoopbackServer.StartAsync(Answering(status, answer, retryAfter));

        var retry = Assert.IsType<NotificationDelivery.Retry>(await DeliverAsync(server, SampleMessages.Short));

        Assert.Equal(seconds is { } expected ? TimeSpan.FromSeconds(expected) : null, retry.After);
        Assert.Contains($"{status}", retry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_to_be_tried_again_and_one_that_is_forbidden_is_not()
    {
        using var http = new OutboundHttp(new(), TimeProvider.System);
        var slack = new SlackIncomingWebhook(http, TimeProvider.System);

        var retry = Assert.IsType<NotificationDelivery.Retry>(
            await slack.DeliverAsync(new($"http://127.0.0.1:{FreePort.Next()}/{SecretPath}"), SampleMessages.Short, TestContext.Current.CancellationToken));
        var refused = Assert.IsType<NotificationDelivery.Refused>(
            await slack.DeliverAsync(new($"http://169.254.169.254/{SecretPath}"), SampleMessages.Short, TestContext.Current.CancellationToken));

        Assert.Contains("No connection to 127.0.0.1", retry.Reason, StringComparison.Ordinal);
        Assert.Contains("reserved address", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("VWX", retry.Reason + refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_whose_address_Slack_would_not_take_is_named()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);

        var refused = Assert.IsType<NotificationDelivery.Refused>(await DeliverAsync(
            server, SampleMessages.Short with { Actions = [new("Open", new("https://x.example/" + new string('a', 3000)))] }));

        Assert.StartsWith("The URL of the action 'Open' is longer than the 3000", refused.Reason, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static async Task<NotificationDelivery> DeliverAsync(LoopbackServer server, NotificationMessage message)
    {
        using var http = new OutboundHttp(new(), TimeProvider.System);
        return await new SlackIncomingWebhook(http, TimeProvider.System).DeliverAsync(new(server.Url, SecretPath), message, TestContext.Current.CancellationToken);
    }

    private static RequestDelegate Answering(int status, string answer, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return context.Response.WriteAsync(answer, context.RequestAborted);
    };
}
