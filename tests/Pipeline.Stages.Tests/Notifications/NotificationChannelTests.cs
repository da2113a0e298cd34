using Pipeline.Connectors.Notifications.Mail;
using Pipeline.Stages.Notifications;
using Pipeline.Stages.Settings.Notifications;

namespace Pipeline.Stages.Tests.Notifications;

public sealed class NotificationChannelTests
{
    private static readonly Uri Url = new("https://hooks.example.com/x");

    [Theory]
    [InlineData(NotificationTransport.Webhook, null, "whsec_… or any text")]
    [InlineData(NotificationTransport.Webhook, "whsec_%%", "base64 must follow")]
    [InlineData(NotificationTransport.Webhook, "", "empty")]
    [InlineData(NotificationTransport.Slack, "key", "leave it out")]
    [InlineData(NotificationTransport.Webhook, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null)]
    [InlineData(NotificationTransport.Webhook, "any text", null)]
    [InlineData(NotificationTransport.Slack, null, null)]
    public void A_webhook_and_only_a_webhook_needs_a_key_to_sign_with(NotificationTransport transport, string? key, string? message)
    {
        var faults = new NotificationChannel { Transport = transport, Url = Url, SigningKey = key }.Check().ToArray();

        Assert.Equal(message is null ? 0 : 1, faults.Length);
        Assert.All(faults, fault => Assert.Equal("signingKey", fault.Field));
        Assert.All(faults, fault => Assert.Contains(message!, fault.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MailSecurity.StartTls, null, 587, SmtpSecurity.StartTls)]
    [InlineData(MailSecurity.Tls, null, 465, SmtpSecurity.Tls)]
    [InlineData(MailSecurity.None, null, 587, SmtpSecurity.None)]
    [InlineData(MailSecurity.Tls, 2465, 2465, SmtpSecurity.Tls)]
    public void A_mail_server_is_reached_on_the_port_that_its_security_is_known_for(MailSecurity security, int? port, int expected, SmtpSecurity protection)
    {
        var server = NotificationChannels.ServerOf(new() { Transport = NotificationTransport.Email, Host = "smtp.example.com", From = "a@example.com", Security = security, Port = port });

        Assert.Equal((expected, protection), (server.Port, server.Security));
    }
}
