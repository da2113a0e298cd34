using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Webhooks;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Notifications.Webhooks;

public sealed class SignedWebhookTests
{
    private const string First = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly WebhookEvent Event = new()
    {
        Id = "run-7/end",
        Type = "pipeline.failed",
        Time = new(2029, 12, 31, 23, 59, 58, 500, TimeSpan.FromHours(9)),
        Data = new() { ["run"] = "run-7", ["stages"] = 3 },
    };

    [Fact]
    public async Task An_event_is_posted_with_the_headers_of_Standard_Webhooks_and_a_signature_for_each_secret()
    {
        await using var server = await LoopbackServer.StartAsync(Answering(204));

        Assert.IsType<NotificationDelivery.Delivered>(await DeliverAsync(server, [First, "former secret"]));

        var request = Assert.Single(server.Requests);
        Assert.Equal("""{"id":"run-7/end","type":"pipeline.failed","timestamp":"2029-12-31T14:59:58.5Z","data":{"run":"run-7","stages":3}}""", request.Body);
        Assert.Equal(("run-7/end", "1893456000"), (request.Headers["webhook-id"], request.Headers["webhook-timestamp"]));
        var signed = Encoding.UTF8.GetBytes("run-7/end.1893456000." + request.Body);
        byte[][] keys = [Convert.FromBase64String(First["whsec_".Length..]), "former secret"u8.ToArray()];
        Assert.Equal(
            string.Join(' ', keys.Select(key => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)))),
            request.Headers["webhook-signature"]);
    }

    [Theory]
    [InlineData(400, "")]
    [InlineData(401, "another secret")]
    [InlineData(410, "remove the webhook")]
    [InlineData(301, "redirect")]
    public async Task What_the_receiver_refuses_is_not_tried_again(int status, string expected)
    {
        await using var server = await LoopbackServer.StartAsync(Answering(status, "no: k3y-0f-the-url, " + First));

        var refused = Assert.IsType<NotificationDelivery.Refused>(await DeliverAsync(server, [First]));

        Assert.Contains(expected, refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("k3y", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("MfKQ", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    public async Task What_passes_is_tried_again(int status)
    {
        await using var server = await LoopbackServer.StartAsync(Answering(status));

        Assert.IsType<NotificationDelivery.Retry>(await DeliverAsync(server, [First]));
    }

    [Fact]
    public async Task Nothing_is_sent_unsigned()
    {
        await using var server = await LoopbackServer.StartAsync(Answering(200));

        Assert.Contains("secret", Assert.IsType<NotificationDelivery.Refused>(await DeliverAsync(server, [])).Reason, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")] // could move a part of the id into the timestamp
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    [InlineData("회차")]
    public void An_id_that_could_confuse_a_signature_or_a_header_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => Event with { Id = id });

    private static async Task<NotificationDelivery> DeliverAsync(LoopbackServer server, string[] secrets)
    {
        using var http = new OutboundHttp(new(), TimeProvider.System);
        return await new SignedWebhook(http, new ManualTimeProvider()).DeliverAsync(
            new(server.Url, "in/k3y-0f-the-url"), [.. secrets.Select(WebhookSecret.Parse)], Event, TestContext.Current.CancellationToken);
    }

    private static RequestDelegate Answering(int status, string answer = "") => context =>
    {
        context.Response.StatusCode = status;
        return answer.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(answer, context.RequestAborted);
    };
}
