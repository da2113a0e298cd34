using Pipeline.Connectors.Notifications;

namespace Pipeline.Connectors.Tests.Notifications;

internal static class SampleMessages
{
    /// <summary>Has one of everything, with characters that each channel must escape.</summary>
    public static NotificationMessage Full { get; } = new()
    {
        Id = "run-7/sign-off/1",
        Title = "checkout <7> waits & asks",
        Text = "Release **1.4 & up** of `a<b`?\nSee [the *notes*](https://ci.example.com/notes?a=1&b=2).\n\n승인해 주세요.",
        Severity = NotificationSeverity.Warning,
        Fields = [new("Branch", "feature/_x_ <y>"), new("Build", "42")],
        Actions =
        [
            new("Approve", new("https://pipeline.example.com/approvals/t0?x=1&y=2"), NotificationActionStyle.Primary),
            new("Stop", new("https://pipeline.example.com/approvals/t1"), NotificationActionStyle.Danger),
            new("Open", new("https://pipeline.example.com/runs/7")),
        ],
    };

    public static NotificationMessage Short { get; } = new() { Id = "run-8/end", Title = "checkout 8 succeeded", Severity = NotificationSeverity.Success };
}
