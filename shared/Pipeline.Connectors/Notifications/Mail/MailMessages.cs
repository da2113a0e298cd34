using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace Pipeline.Connectors.Notifications.Mail;

/// <summary>Messages as mails.</summary>
internal static class MailMessages
{
    /// <summary>Writes a mail.</summary>
    public static MimeMessage Of(NotificationMessage message, MailboxAddress from, MailboxAddress to, DateTimeOffset now)
    {
        var mail = new MimeMessage
        {
            Subject = $"{message.Severity.Sign()} {TextLimit.OneLine(message.Title)}",
            Date = now,
            MessageId = MessageId(message.Id, from.Domain),
            Body = new MultipartAlternative(
                new TextPart("plain") { Text = MailBody.Text(message) },
                new TextPart("html") { Text = MailBody.Html(message) }),
        };
        mail.From.Add(from);
        mail.To.Add(to);
        mail.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // RFC 3834: absence notes must not answer
        return mail;
    }

    /// <summary>The same for every delivery of a message from a domain, whatever characters its id has.</summary>
    public static string MessageId(string id, string domain) =>
        $"notification-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16))}@{MailboxAddress.EncodeAddrspec(domain)}";
}
