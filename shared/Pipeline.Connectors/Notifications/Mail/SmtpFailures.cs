using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Notifications.Mail;

/// <summary>Tells failures that pass from those that stay (RFC 5321, section 4.2.1: 4yz and 5yz).</summary>
internal static class SmtpFailures
{
    /// <summary>Explains an exception; null when it is none of a delivery's own.</summary>
    public static NotificationDelivery? Explain(Exception exception, SmtpServerOptions server, Redaction redaction) => exception switch
    {
        AuthenticationException { InnerException: SmtpCommandException { StatusCode: < (SmtpStatusCode)500 } command } => Retry(server, command, redaction),
        AuthenticationException => new NotificationDelivery.Refused($"{server} does not accept the user '{server.User}' with this password: {redaction.Clean(exception.Message)}"),
        ServiceNotAuthenticatedException => new NotificationDelivery.Refused($"{server} takes no mail without a user: set the user and the password."),
        SmtpCommandException { StatusCode: < (SmtpStatusCode)500 } command => Retry(server, command, redaction),
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } command =>
            new NotificationDelivery.Refused($"{server} refuses the recipient {command.Mailbox?.Address}: {Answer(command, redaction)}"),
        SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } command =>
            new NotificationDelivery.Refused($"{server} refuses the sender {command.Mailbox?.Address}: {Answer(command, redaction)}"),
        SmtpCommandException command => new NotificationDelivery.Refused($"{server} refuses the message: {Answer(command, redaction)}"),
        SslHandshakeException => new NotificationDelivery.Refused(
            $"No secure connection to {server}: {Innermost(exception)}. If a private authority signed its certificate, add it to {OutboundHttpOptions.Section}:CertificateAuthorities; "
            + "if its port speaks STARTTLS or no TLS at all, set the security so."),
        NotSupportedException => new NotificationDelivery.Refused($"{server} lacks what is asked of it: {redaction.Clean(exception.Message)}"),
        ProtocolException or IOException or SocketException or ServiceNotConnectedException =>
            new NotificationDelivery.Retry($"The connection to {server} broke: {redaction.Clean(exception.Message)}"),
        _ => OutboundDelivery.Explain(exception),
    };

    private static NotificationDelivery.Retry Retry(SmtpServerOptions server, SmtpCommandException command, Redaction redaction) =>
        new($"{server} puts the message off: {Answer(command, redaction)}");

    private static string Answer(SmtpCommandException command, Redaction redaction) =>
        ((int)command.StatusCode).ToString(CultureInfo.InvariantCulture) + " " + redaction.Clean(command.Message);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message.TrimEnd('.');
    }
}
