namespace Pipeline.Stages.Notifications;

/// <summary>The addresses that messages lead to. They are made when a message goes out and are kept nowhere.</summary>
public interface INotificationLinks
{
    /// <summary>The page of a run.</summary>
    Uri RunPage(string run);

    /// <summary>The page on which a waiting stage is decided. Asked again for the same message, it is as good an address as before.</summary>
    /// <param name="record">The message.</param>
    /// <param name="isPrivate">
    /// Whether nobody but the recipient reads what the channel carries: the address then decides as him; else it asks who its reader is.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Uri> DecisionAsync(NotificationRecord record, bool isPrivate, CancellationToken cancellationToken);
}
