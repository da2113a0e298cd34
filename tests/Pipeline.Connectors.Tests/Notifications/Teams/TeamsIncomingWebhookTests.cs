using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Teams;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Notifications.Teams;

public sealed class TeamsIncomingWebhookTests
{
    private const string SecretPath = "workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=aB3-xYz_987";
    private const string FailedBehind = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ";

    [Fact]
    public async Task A_message_is_posted_as_an_adaptive_card_in_its_envelope()
    {
        await using var server = await LoopbackServer.StartAsync(Answering(202, ""));

        Assert.IsType<NotificationDelivery.Delivered>(await DeliverAsync(server, SampleMessages.Full));

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/" + Uri.UnescapeDataString(SecretPath)), (request.Method, Uri.UnescapeDataString(request.Path)));
        Assert.Equal(
            """
            {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{
            "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},
            "body":[
            {"type":"TextBlock","text":"⚠️ checkout <7> waits & asks","size":"Large","weight":"Bolder","color":"Warning","wrap":true},
            {"type":"RichTextBlock","inlines":[
            {"type":"TextRun","text":"Release "},{"type":"TextRun","text":"1.4 & up","weight":"Bolder"},{"type":"TextRun","text":" of "},
            {"type":"TextRun","text":"a<b","fontType":"Monospace"},{"type":"TextRun","text":"?"}]},
            {"type":"RichTextBlock","spacing":"None","inlines":[
            {"type":"TextRun","text":"See "},
            {"type":"TextRun","text":"the *notes*","selectAction":{"type":"Action.OpenUrl","url":"https://ci.example.com/notes?a=1&b=2"}},
            {"type":"TextRun","text":"."}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"승인해 주세요."}]},
            {"type":"FactSet","facts":[{"title":"Branch","value":"feature/\\_x\\_ <y>"},{"title":"Build","value":"42"}]}],
            "actions":[
            {"type":"Action.OpenUrl","title":"Approve","url":"https://pipeline.example.com/approvals/t0?x=1&y=2","style":"positive"},
            {"type":"Action.OpenUrl","title":"Stop","url":"https://pipeline.example.com/approvals/t1","style":"destructive"},
            {"type":"Action.OpenUrl","title":"Open","url":"https://pipeline.example.com/runs/7"}]}}]}
            """,
            request.Body, AsJson.Instance);
    }

    [Fact]
    public async Task A_message_of_a_title_alone_is_one_element()
    {
        await using var server = await LoopbackServer.StartAsync(Answering(200, "1"));

        Assert.IsType<NotificationDelivery.Delivered>(await DeliverAsync(server, SampleMessages.Short));

        Assert.Equal(
            """
            {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{
            "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},
            "body":[{"type":"TextBlock","text":"✅ checkout 8 succeeded","size":"Large","weight":"Bolder","color":"Good","wrap":true}]}}]}
            """,
            server.Requests.Single().Body, AsJson.Instance);
    }

    [Theory]
    [InlineData(200, FailedBehind + "429 with ContextId tcid=0,server=msgapi-1,cv=q2..")]
    [InlineData(200, FailedBehind + "500 with ContextId tcid=0")]
    [InlineData(200, "Webhook message delivery failed with error: the connector is busy")]
    [InlineData(429, "")]
    [InlineData(502, "Bad gateway")]
    public async Task Limits_and_faults_are_to_be_tried_again_also_those_inside_of_a_success(int status, string answer)
    {
        await using var server = await LoopbackServer.StartAsync(Answering(status, answer));

        var retry = Assert.IsType<NotificationDelivery.Retry>(await DeliverAsync(server, SampleMessages.Short));

        Assert.Contains(answer, retry.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, FailedBehind + "413 with ContextId tcid=0", "too large")]
    [InlineData(200, FailedBehind + "400 with ContextId tcid=0", "as it is written")]
    [InlineData(400, "Summary or Text is required.", "Summary or Text is required.")]
    [InlineData(401, """{"error":{"code":"DirectApiAuthorizationRequired","message":"sig aB3-xYz_987 is wrong"}}""", "copy its URL again")]
    [InlineData(404, "", "was removed")]
    [InlineData(410, "Gone", "was removed")]
    public async Task A_refusal_says_what_Teams_said_and_what_to_change_but_not_the_secret(int status, string answer, string expected)
    {
        await using var server = await LoopbackServer.StartAsync(Answering(status, answer));

        var refused = Assert.IsType<NotificationDelivery.Refused>(await DeliverAsync(server, SampleMessages.Short));

        Assert.Contains(expected, refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("xYz", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", refused.Reason, StringComparison.Ordinal);
    }

    private static async Task<NotificationDelivery> DeliverAsync(LoopbackServer server, NotificationMessage message)
    {
        using var http = new OutboundHttp(new(), TimeProvider.System);
        return await new TeamsIncomingWebhook(http, TimeProvider.System).DeliverAsync(new(server.Url, SecretPath), message, TestContext.Current.CancellationToken);
    }

    private static RequestDelegate Answering(int status, string answer) => context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(answer, context.RequestAborted);
    };
}
