using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications.Mail;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Triggers;
using Pipeline.Stages.Notifications;

namespace Pipeline.Functions.Notifications;

/// <summary>Registers what tells people of runs.</summary>
internal static class NotificationServices
{
    /// <param name="services">The server's.</param>
    /// <param name="mode">Says who sweeps: the server itself, or under the Functions host a timer of its, in one of many processes.</param>
    public static IServiceCollection AddNotifications(this IServiceCollection services, HostingMode mode)
    {
        services
            .AddSingleton<INotificationLinks, NotificationLinks>()
            .AddSingleton(provider => new SmtpMailer(provider.GetRequiredService<OutboundHttpOptions>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<NotificationChannels>()
            .AddSingleton<NotificationSender>()
            .AddSingleton<NotificationDispatch>()
            .AddSingleton<NotificationSweep>()
            .AddHostedService<NotificationService>();
        return mode is HostingMode.Functions
            ? services.AddSingleton<ITriggeredFunction, DeliverNotificationsFunction>()
            : services.AddHostedService<NotificationSweeper>();
    }
}
