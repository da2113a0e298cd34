namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>
/// Who is told of what (reference A12). Addresses and channels belong to settings here, whose names no pipeline of Spinnaker knows, so that each
/// notification is listed with the setting to make.
/// </summary>
internal static class NotificationImport
{
    /// <summary>A stage's; they are only sent when the stage says so.</summary>
    public static void ReadStage(SpinnakerObject stage)
    {
        if (stage.Boolean("sendNotifications") is false)
            stage.Ignore("notifications");
        else
            Read(stage);
    }

    /// <summary>Those of the whole pipeline.</summary>
    public static void Read(SpinnakerObject owner)
    {
        foreach (var notification in owner.Maps("notifications"))
        {
            var type = notification.TextIfAny("type") ?? "no type";
            var address = notification.TextIfAny("address") ?? notification.TextIfAny("publisherName");
            var events = string.Join(", ", notification.Texts("when"));
            foreach (var name in new[] { "level", "message", "cc", "notifyEveryMs", "publisherName" })
                notification.Take(name);
            notification.Report.Miss(
                notification.Path,
                $"the notification by {type}{(address is null ? "" : $" to '{address}'")}{(events.Length == 0 ? "" : $" on {events}")}, its texts included",
                "a channel is a setting of the environment, and its name cannot be known here",
                $"Make a notifications setting for {type}{(address is null ? "" : $" and '{address}'")}, and name it under 'notifications'.");
        }
    }
}
