namespace Pipeline.Connectors.Notifications.Mail;

/// <summary>A mail server that takes messages from us.</summary>
public sealed record SmtpServerOptions
{
    /// <summary>Its host name, which its certificate must have, or address.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is protected.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>Who signs in; null: nobody does.</summary>
    public string? User { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>The sender: an address, with a name or without: <c>Pipeline &lt;pipeline@example.com&gt;</c>.</summary>
    public required string From { get; init; }

    /// <summary>How long a delivery may take, from connecting to the server's last answer: 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}
