namespace Pipeline.Connectors.Notifications.Mail;

/// <summary>How a connection to a mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>TLS after the command STARTTLS, which the server must offer; usually port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte; usually port 465.</summary>
    Tls,

    /// <summary>Not at all: a password would be readable on the way. For relays next door; usually port 25.</summary>
    None,
}
