using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Mail;
using Pipeline.Connectors.Notifications.Slack;
using Pipeline.Connectors.Notifications.Teams;
using Pipeline.Connectors.Notifications.Webhooks;
using Pipeline.Stages.Settings.Notifications;

namespace Pipeline.Stages.Notifications;

/// <summary>Hands messages to the channels that settings describe.</summary>
public sealed class NotificationChannels(OutboundHttp http, SmtpMailer mailer, TimeProvider time)
{
    private const int SubmissionPort = 587;
    private const int SubmissionOverTlsPort = 465;

    private readonly SlackIncomingWebhook slack = new(http, time);
    private readonly TeamsIncomingWebhook teams = new(http, time);
    private readonly SignedWebhook webhook = new(http, time);

    /// <summary>Hands a message over once.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="recipient">The recipient's mail address; null for channels that are not mail.</param>
    /// <param name="message">The message for people.</param>
    /// <param name="happened">The same for programs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<NotificationDelivery> DeliverAsync(
        NotificationChannel channel, string? recipient, NotificationMessage message, WebhookEvent happened, CancellationToken cancellationToken)
    {
        if (channel.Transport is NotificationTransport.Email)
        {
            return recipient is null
                ? new NotificationDelivery.Refused("The channel is mail, and the notification names no recipient: add 'to' with their addresses.")
                : await mailer.DeliverAsync(ServerOf(channel), recipient, message, cancellationToken);
        }

        if (recipient is not null)
            return new NotificationDelivery.Refused("The channel is not mail, so the notification can name no recipients: leave 'to' out.");
        if (channel.Url is not { } url)
            return new NotificationDelivery.Refused("The channel has no URL: set it.");
        return channel.Transport switch
        {
            NotificationTransport.Slack => await slack.DeliverAsync(url, message, cancellationToken),
            NotificationTransport.Teams => await teams.DeliverAsync(url, message, cancellationToken),
            _ => await webhook.DeliverAsync(url, channel.SigningKey is { } key ? [WebhookSecret.Parse(key)] : [], happened, cancellationToken),
        };
    }

    internal static SmtpServerOptions ServerOf(NotificationChannel channel) => new()
    {
        Host = channel.Host ?? "",
        Port = channel.Port ?? (channel.Security is MailSecurity.Tls ? SubmissionOverTlsPort : SubmissionPort),
        Security = channel.Security switch
        {
            MailSecurity.Tls => SmtpSecurity.Tls,
            MailSecurity.None => SmtpSecurity.None,
            _ => SmtpSecurity.StartTls,
        },
        User = channel.User,
        Password = channel.Password,
        From = channel.From ?? "",
    };
}
