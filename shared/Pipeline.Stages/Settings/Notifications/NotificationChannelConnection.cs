using System.Globalization;
using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Webhooks;
using Pipeline.Stages.Notifications;

namespace Pipeline.Stages.Settings.Notifications;

/// <summary>Tries a channel with a message that says that it is a test. A mail goes to its own sender, the only address that the setting names.</summary>
internal sealed class NotificationChannelConnection(NotificationChannels channels, TimeProvider time) : SettingConnection<NotificationChannel>
{
    public override async ValueTask<string> TestAsync(NotificationChannel setting, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var recipient = setting.Transport is NotificationTransport.Email ? setting.From : null;
        var message = new NotificationMessage
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"test/{now.ToUnixTimeMilliseconds()}"),
            Title = "Test message",
            Text = "This is a **test** of a notification channel. Nothing happened; there is nothing to do.",
        };
        var happened = new WebhookEvent
        {
            Id = message.Id,
            Type = "test",
            Time = now,
            Data = new() { ["event"] = "test", ["title"] = message.Title, ["text"] = message.Text },
        };
        return await channels.DeliverAsync(setting, recipient, message, happened, cancellationToken) switch
        {
            NotificationDelivery.Delivered => recipient is null ? "The channel took a test message." : $"The mail server took a test message to {recipient}.",
            NotificationDelivery.Retry retry => throw new SettingConnectionException(retry.Reason),
            NotificationDelivery.Refused refused => throw new SettingConnectionException(refused.Reason),
            _ => throw new InvalidOperationException("A message is delivered, put off or refused."),
        };
    }
}
