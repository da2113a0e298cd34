using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Notifications.Webhooks;
using Pipeline.Definitions;
using Pipeline.Stages.Notifications;

namespace Pipeline.Stages.Settings.Notifications;

/// <summary>Where messages about runs go.</summary>
public sealed record NotificationChannel : ICheckedSetting
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "notifications";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "notification channel",
        KoreanTitle = "알림 채널",
        Input = SettingsJson.Default.NotificationChannel,
        Connect = services => new NotificationChannelConnection(services.GetRequiredService<NotificationChannels>(), services.GetRequiredService<TimeProvider>()),
    };

    /// <summary>What takes the messages.</summary>
    public required NotificationTransport Transport { get; init; }

    /// <summary>Of <c>slack</c>, <c>teams</c> and <c>webhook</c>: the address that takes them. Whoever knows it can post there, so it is kept as a secret.</summary>
    [SecretValue]
    public Uri? Url { get; init; }

    /// <summary>Of <c>webhook</c>: the key that signs messages as Standard Webhooks has it, <c>whsec_…</c> or any text.</summary>
    [SecretValue]
    public string? SigningKey { get; init; }

    /// <summary>Of <c>email</c>: the mail server.</summary>
    [SecretReceiver]
    public string? Host { get; init; }

    /// <summary>Of <c>email</c>: its port; left out: 587, or 465 with <c>tls</c>.</summary>
    [SecretReceiver]
    public int? Port { get; init; }

    /// <summary>Of <c>email</c>: how the connection is kept private.</summary>
    [SecretReceiver]
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Of <c>email</c>: who signs in; left out: nobody does.</summary>
    [SecretReceiver]
    public string? User { get; init; }

    /// <summary>Of <c>email</c>: the password.</summary>
    [SecretValue]
    public string? Password { get; init; }

    /// <summary>Of <c>email</c>: the sender's address.</summary>
    public string? From { get; init; }

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Check()
    {
        if (Transport is NotificationTransport.Email)
        {
            if (string.IsNullOrWhiteSpace(Host))
                yield return new("host", "E-mail needs the mail server, for example smtp.example.com.");
            if (Port is < 1 or > 65535)
                yield return new("port", "Write a port from 1 to 65535.");
            if (From is null || !From.Contains('@', StringComparison.Ordinal))
                yield return new("from", "E-mail needs the sender's address, for example pipeline@example.com.");
            if (User is null && Password is not null)
                yield return new("user", "A password needs the user that it belongs to.");
        }
        else if (Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return new("url", "Write the https address that the channel gave you for incoming messages.");
        }

        if (SigningKey is not null && Transport is not NotificationTransport.Webhook)
            yield return new("signingKey", "Only messages to a webhook are signed; leave it out.");
        if (Transport is NotificationTransport.Webhook && SigningKeyFault() is { } fault)
            yield return new("signingKey", fault);
    }

    private string? SigningKeyFault()
    {
        if (SigningKey is null)
            return "Messages to a webhook are signed, so that its receiver can tell them from others': write the key, whsec_… or any text.";
        try
        {
            WebhookSecret.Parse(SigningKey);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}

/// <summary>What takes messages.</summary>
[JsonConverter(typeof(NamedValueConverter<NotificationTransport>))]
public enum NotificationTransport
{
    /// <summary>An incoming webhook of Slack.</summary>
    [JsonStringEnumMemberName("slack")] Slack,

    /// <summary>An incoming webhook or workflow of Microsoft Teams.</summary>
    [JsonStringEnumMemberName("teams")] Teams,

    /// <summary>A mail server.</summary>
    [JsonStringEnumMemberName("email")] Email,

    /// <summary>Any HTTP endpoint.</summary>
    [JsonStringEnumMemberName("webhook")] Webhook,
}

/// <summary>How a connection to a mail server is kept private.</summary>
[JsonConverter(typeof(NamedValueConverter<MailSecurity>))]
public enum MailSecurity
{
    /// <summary>In the clear at first, then TLS, which the server must offer.</summary>
    [JsonStringEnumMemberName("starttls")] StartTls,

    /// <summary>TLS from the beginning.</summary>
    [JsonStringEnumMemberName("tls")] Tls,

    /// <summary>In the clear, for a server in the same network.</summary>
    [JsonStringEnumMemberName("none")] None,
}
