using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Pipeline.Connectors.Notifications;
using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.Notifications;

namespace Pipeline.Stages.Notifications;

/// <summary>Finds a message's channel, makes its links and hands it over once.</summary>
public sealed partial class NotificationSender(
    ISettings settings, INotificationLinks links, NotificationChannels channels, TimeProvider time, ILogger<NotificationSender> logger)
{
    /// <summary>How long handing a message over may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // A setting of an application is for that one; this is the name of none, so only what is for all is found.
    private const string EveryApplication = "";

    /// <summary>Hands a message over. Whatever goes wrong is the delivery's outcome.</summary>
    /// <exception cref="OperationCanceledException">The program stops; whether the message arrived is open.</exception>
    public async Task<NotificationDelivery> SendAsync(NotificationRecord record, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            var (channel, isForAll) = await FindAsync(record, either.Token);
            if (channel is null)
            {
                return new NotificationDelivery.Refused(
                    $"There is no notification channel '{record.Channel}' for the application '{record.Content.Application}'. Add it under settings/{NotificationChannel.KindName}.");
            }

            // Whoever may change a channel may read what it carries. One for all applications is its administrators'; another's editors could
            // have a mail that decides as somebody else delivered to themselves.
            var decision = record.On is NotificationEvent.Waiting
                ? await links.DecisionAsync(record, isPrivate: isForAll && channel.Transport is NotificationTransport.Email, either.Token)
                : null;
            var run = links.RunPage(record.Content.Run);
            return await channels.DeliverAsync(
                channel, record.To, NotificationMessages.MessageOf(record, run, decision), NotificationMessages.EventOf(record, run, decision), either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return new NotificationDelivery.Retry($"The channel did not take the message within {Limit.TotalSeconds:0} s.");
        }
        catch (SecretsUnavailableException exception)
        {
            return new NotificationDelivery.Retry(exception.Message);
        }
        catch (StageFailedException exception)
        {
            return new NotificationDelivery.Refused(exception.Error.Message);
        }
#pragma warning disable CA1031 // Whatever else goes wrong must neither stop the others nor be forgotten.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The message of what nobody expected may hold anything, a channel's URL for one.
            LogUnexpected(record.Id, exception.GetType(), exception.StackTrace);
            return new NotificationDelivery.Retry($"The delivery broke off unexpectedly ({exception.GetType().Name}).");
        }
    }

    private async ValueTask<(NotificationChannel? Channel, bool IsForAll)> FindAsync(NotificationRecord record, CancellationToken cancellationToken)
    {
        var input = (JsonTypeInfo<NotificationChannel>)NotificationChannel.Kind.Input;
        return await settings.FindAsync(EveryApplication, NotificationChannel.KindName, record.Channel, input, cancellationToken) is { } forAll
            ? (forAll, true)
            : (await settings.FindAsync(record.Content.Application, NotificationChannel.KindName, record.Channel, input, cancellationToken), false);
    }

    [LoggerMessage(LogLevel.Error, "Delivering the notification {id} broke off unexpectedly: {type}\n{stackTrace}")]
    private partial void LogUnexpected(string id, Type type, string? stackTrace);
}
