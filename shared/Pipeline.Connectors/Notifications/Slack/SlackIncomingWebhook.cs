using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Notifications.Slack;

/// <summary>
/// Posts to the channel of a Slack incoming webhook, or of a service that takes the same (Mattermost). The webhook's URL is its secret. Slack
/// does not recognise repeated messages: one that is posted twice is shown twice.
/// </summary>
public sealed class SlackIncomingWebhook(OutboundHttp http, TimeProvider time)
{
    // Signs and Korean stay readable and short; nothing here goes into HTML.
    private static readonly SlackJson Json = new(new(SlackJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly WebhookPost _post = new(http, time);

    /// <summary>Posts a message once.</summary>
    /// <param name="url">The webhook's URL, <c>https://hooks.slack.com/services/…</c>.</param>
    /// <param name="message">What to post.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<NotificationDelivery> DeliverAsync(Uri url, NotificationMessage message, CancellationToken cancellationToken)
    {
        if (message.Actions.FirstOrDefault(action => action.Url.AbsoluteUri.Length > SlackBlocks.ButtonUrlLength) is { } action)
            return new NotificationDelivery.Refused($"The URL of the action '{action.Label}' is longer than the {SlackBlocks.ButtonUrlLength} characters that Slack takes.");

        var body = JsonSerializer.SerializeToUtf8Bytes(SlackBlocks.Of(message), Json.SlackMessage);
        return await _post.SendAsync(url, body, [], Redaction.Of(url), Judge, cancellationToken);
    }

    private static NotificationDelivery Judge(WebhookAnswer answer) => answer switch
    {
        // A sign-in page or a proxy's page is a success to HTTP as well.
        { StatusCode: 200, Text: not "ok" } => new NotificationDelivery.Refused($"{answer.Host} answered 200 but not 'ok', so it is no incoming webhook of Slack: {answer.Text}"),
        _ => answer.Judge(SlackErrors.Explain(answer.Text)),
    };
}
