using System.Globalization;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Notifications.Webhooks;

/// <summary>
/// Posts events to anyone's endpoint, signed as Standard Webhooks lays down (github.com/standard-webhooks/standard-webhooks): the headers
/// <c>webhook-id</c> (for the receiver to recognise repeated deliveries), <c>webhook-timestamp</c> (the attempt's, Unix seconds) and
/// <c>webhook-signature</c>. Any answer of 2xx is a delivery.
/// </summary>
public sealed class SignedWebhook(OutboundHttp http, TimeProvider time)
{
    private readonly WebhookPost _post = new(http, time);

    /// <summary>Posts an event once.</summary>
    /// <param name="url">The endpoint.</param>
    /// <param name="secrets">The current secret, and while it is being replaced the former one too; the receiver takes any signature.</param>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<NotificationDelivery> DeliverAsync(
        Uri url, IReadOnlyList<WebhookSecret> secrets, WebhookEvent happened, CancellationToken cancellationToken)
    {
        if (secrets.Count == 0)
            return Task.FromResult<NotificationDelivery>(new NotificationDelivery.Refused("The webhook has no secret to sign with: set one."));

        var body = happened.ToUtf8Json();
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        return _post.SendAsync(
            url,
            body,
            [
                new("webhook-id", happened.Id),
                new("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)),
                new("webhook-signature", string.Join(' ', secrets.Select(secret => secret.Sign(happened.Id, timestamp, body)))),
            ],
            Redaction.Of(url, secrets.Select(secret => secret.Text)),
            Judge,
            cancellationToken);
    }

    private static NotificationDelivery Judge(WebhookAnswer answer) => answer.Judge(answer.StatusCode switch
    {
        401 or 403 => "the receiver may expect another secret",
        410 => "the receiver wants no more events: remove the webhook",
        _ => null,
    });
}
