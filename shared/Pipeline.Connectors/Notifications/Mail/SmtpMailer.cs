using System.Net;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Notifications.Mail;

/// <summary>
/// Hands mails to a mail server, one connection a mail. The address rules and the extra certificate authorities of outgoing calls hold for mail
/// servers too. A mail's Message-ID comes from the message's id, so that a repeated delivery can be recognised.
/// </summary>
public sealed class SmtpMailer
{
    private readonly OutboundConnection _connection;
    private readonly TrustedAuthorities _authorities;
    private readonly TimeProvider _time;

    /// <summary>Connects nowhere yet.</summary>
    /// <param name="outbound">The address rules and certificate authorities.</param>
    /// <param name="time">Measures timeouts and dates the mails.</param>
    /// <param name="resolve">Finds hosts' addresses; null: the system does.</param>
    /// <exception cref="FormatException">A file of certificate authorities cannot be used.</exception>
    public SmtpMailer(OutboundHttpOptions outbound, TimeProvider time, HostResolver? resolve = null)
    {
        _connection = new(outbound.Addresses, resolve ?? Dns.GetHostAddressesAsync);
        _authorities = TrustedAuthorities.Read(outbound.CertificateAuthorities);
        _time = time;
    }

    /// <summary>Hands a mail to the server once. Each recipient has a delivery of its own, so that a refused one costs the others nothing.</summary>
    /// <param name="server">The server.</param>
    /// <param name="recipient">An address, with a name or without.</param>
    /// <param name="message">What to send.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<NotificationDelivery> DeliverAsync(
        SmtpServerOptions server, string recipient, NotificationMessage message, CancellationToken cancellationToken)
    {
        if (!MailboxAddress.TryParse(server.From, out var from) || from.Domain.Length == 0)
            return new NotificationDelivery.Refused($"The sender '{server.From}' is no e-mail address: set one such as 'Pipeline <pipeline@example.com>'.");
        if (!MailboxAddress.TryParse(recipient, out var to) || to.Domain.Length == 0)
            return new NotificationDelivery.Refused($"The recipient '{recipient}' is no e-mail address.");

        using var timer = new CancellationTokenSource(server.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var redaction = Redaction.Of(server.Password is { } password ? [password, $"\0{server.User}\0{password}"] : []);
        try
        {
            await SendAsync(server, MailMessages.Of(message, from, to, _time.GetUtcNow()), either.Token);
            return new NotificationDelivery.Delivered();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (timer.IsCancellationRequested)
        {
            return new NotificationDelivery.Retry($"{server} did not take the message within {server.Timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception exception) when (SmtpFailures.Explain(exception, server, redaction) is { } delivery)
        {
            return delivery;
        }
    }

    private async Task SendAsync(SmtpServerOptions server, MimeMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = _authorities.Validate };
        var stream = await _connection.OpenAsync(new(server.Host, server.Port), cancellationToken);
        await client.ConnectAsync(stream, server.Host, server.Port, OptionsOf(server.Security), cancellationToken);
        if (server.User is { } user)
            await client.AuthenticateAsync(user, server.Password ?? "", cancellationToken);
        await client.SendAsync(mail, cancellationToken);
        await LeaveAsync(client, cancellationToken);
    }

    /// <summary>Takes leave. The server has the mail by now, so a failure here must not send it again.</summary>
    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SmtpProtocolException or SmtpCommandException)
        {
            // The connection is closed with the client.
        }
    }

    private static SecureSocketOptions OptionsOf(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };
}
