namespace Pipeline.Stages.Notifications;

/// <summary>When a message is handed to its channel again. Pure.</summary>
public static class NotificationBackoff
{
    /// <summary>How long a message is tried before it is given up: a day.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
    ];

    /// <summary>The next attempt; null when the message's day is over.</summary>
    /// <param name="createdAt">When the message was noted.</param>
    /// <param name="attempts">How often it was tried.</param>
    /// <param name="now">When the last attempt failed.</param>
    /// <param name="asked">How long the channel asks to wait; null: it does not say.</param>
    public static DateTimeOffset? Next(DateTimeOffset createdAt, int attempts, DateTimeOffset now, TimeSpan? asked)
    {
        var last = createdAt + Patience;
        if (now >= last)
            return null;

        var delay = Delays[Math.Clamp(attempts - 1, 0, Delays.Length - 1)];
        var next = now + (asked > delay ? asked.Value : delay);
        return next < last ? next : last;
    }
}
