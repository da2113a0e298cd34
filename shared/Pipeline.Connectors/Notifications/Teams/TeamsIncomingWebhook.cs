using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Notifications.Teams;

/// <summary>
/// Posts an Adaptive Card to a channel or chat of Microsoft Teams, by the URL of a workflow ("When a Teams webhook request is received") or of
/// an incoming webhook of the older kind. The URL is the secret. Teams does not recognise repeated messages.
/// </summary>
public sealed partial class TeamsIncomingWebhook(OutboundHttp http, TimeProvider time)
{
    private readonly WebhookPost _post = new(http, time);

    /// <summary>Posts a message once.</summary>
    /// <param name="url">The webhook's URL.</param>
    /// <param name="message">What to post.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<NotificationDelivery> DeliverAsync(Uri url, NotificationMessage message, CancellationToken cancellationToken) =>
        TeamsCardSize.Fit(message) is { } body
            ? await _post.SendAsync(url, body, [], Redaction.Of(url), Judge, cancellationToken)
            : new NotificationDelivery.Refused("The message's actions alone are more than Teams takes (28 KB): use fewer or shorter URLs.");

    /// <summary>
    /// Incoming webhooks of the older kind answer 200 whatever happens behind them and tell of a failure in the body, rate limits among them
    /// (learn.microsoft.com, "Create and send messages", rate limiting for connectors). A workflow answers 202 before it posts.
    /// </summary>
    private static NotificationDelivery Judge(WebhookAnswer answer)
    {
        if (answer.StatusCode is < 200 or >= 300 || FailedBehind.Match(answer.Text) is not { Success: true } failed)
            return answer.Judge(Explain(answer.StatusCode));

        // Without a status the failure is Microsoft's own and passes.
        var status = failed.Groups["status"] is { Success: true } named ? int.Parse(named.ValueSpan, CultureInfo.InvariantCulture) : 500;
        return (answer with { StatusCode = status }).Judge(Explain(status));
    }

    private static string? Explain(int status) => status switch
    {
        400 => "Teams does not take the message as it is written, or the URL is not whole",
        401 or 403 => "the workflow does not let anyone post to it: set its trigger to 'Anyone', and copy its URL again with its signature",
        404 or 410 => "the webhook or workflow was removed or switched off: make a new one and set its URL",
        413 => "the message is too large for Teams",
        _ => null,
    };

    [GeneratedRegex(@"webhook message delivery failed with error(.*?\bHTTP error (?<status>[1-5]\d\d)\b)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FailedBehind { get; }
}
