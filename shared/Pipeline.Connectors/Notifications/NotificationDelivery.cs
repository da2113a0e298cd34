namespace Pipeline.Connectors.Notifications;

/// <summary>
/// What came of a delivery. Reasons are sentences for whoever set the channel up; they never hold the secret part of a webhook's URL, a token
/// or a password.
/// </summary>
public abstract record NotificationDelivery
{
    private NotificationDelivery()
    {
    }

    /// <summary>The channel has taken the message.</summary>
    public sealed record Delivered : NotificationDelivery;

    /// <summary>It may succeed later. The message may have arrived all the same, when the answer was lost.</summary>
    /// <param name="Reason">What happened.</param>
    /// <param name="After">How long the channel asks to wait; null: the caller decides.</param>
    public sealed record Retry(string Reason, TimeSpan? After = null) : NotificationDelivery;

    /// <summary>It will not succeed until someone changes something.</summary>
    /// <param name="Reason">What happened and, where it is known, what to change.</param>
    public sealed record Refused(string Reason) : NotificationDelivery;
}
