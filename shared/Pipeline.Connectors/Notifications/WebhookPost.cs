using System.Text;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Notifications;

/// <summary>Posts JSON to a webhook's URL, which is a secret.</summary>
internal sealed class WebhookPost(OutboundHttp http, TimeProvider time)
{
    // An answer is a word or a sentence.
    private const int MaximumAnswerBytes = 4096;

    /// <summary>Posts. Redirects are answers: none of these services redirects, and a body must not go where nobody meant it to.</summary>
    /// <param name="url">The webhook's URL.</param>
    /// <param name="body">The JSON, UTF-8.</param>
    /// <param name="headers">Headers besides the Content-Type.</param>
    /// <param name="redaction">What must not be told.</param>
    /// <param name="judge">What an answer means.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<NotificationDelivery> SendAsync(
        Uri url,
        ReadOnlyMemory<byte> body,
        IEnumerable<KeyValuePair<string, string>> headers,
        Redaction redaction,
        Func<WebhookAnswer, NotificationDelivery> judge,
        CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.SendAsync(
                new()
                {
                    Method = "POST",
                    Url = url,
                    Headers = [new("Content-Type", "application/json; charset=utf-8"), .. headers],
                    Body = body,
                    MaximumAnswerBytes = MaximumAnswerBytes,
                    FollowRedirects = false,
                },
                cancellationToken);
            return judge(new()
            {
                Host = url.Host,
                StatusCode = response.StatusCode,
                Text = redaction.Clean(Encoding.UTF8.GetString(response.Body.Span)),
                RetryAfter = RetryAfterHeader.Read(response.Header("Retry-After"), time.GetUtcNow()),
            });
        }
        catch (Exception exception) when (OutboundDelivery.Explain(exception) is { } delivery)
        {
            return delivery;
        }
    }
}
