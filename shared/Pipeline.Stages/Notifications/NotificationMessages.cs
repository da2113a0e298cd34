using System.Text.Json.Nodes;
using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Markdown;
using Pipeline.Connectors.Notifications.Webhooks;
using Pipeline.Definitions.Notifications;

namespace Pipeline.Stages.Notifications;

/// <summary>What a message looks like on its channel. Pure.</summary>
internal static class NotificationMessages
{
    /// <summary>The message for people.</summary>
    /// <param name="record">What is told.</param>
    /// <param name="run">The run's page.</param>
    /// <param name="decision">The page on which the stage is decided; null when there is nothing to decide.</param>
    public static NotificationMessage MessageOf(NotificationRecord record, Uri run, Uri? decision) => new()
    {
        Id = record.Id,
        Title = TitleOf(record),
        Text = TextOf(record),
        Severity = record.On switch
        {
            NotificationEvent.Complete => NotificationSeverity.Success,
            NotificationEvent.Failed => NotificationSeverity.Failure,
            NotificationEvent.Waiting => NotificationSeverity.Warning,
            _ => NotificationSeverity.Info,
        },
        Fields = [.. FieldsOf(record.Content)],
        Actions = decision is null
            ? [new("Open the run", run)]
            : [new("Decide", decision, NotificationActionStyle.Primary), new("Open the run", run)],
    };

    /// <summary>The same for programs: <c>pipeline.failed</c>, <c>stage.waiting</c> and so on.</summary>
    public static WebhookEvent EventOf(NotificationRecord record, Uri run, Uri? decision)
    {
        var content = record.Content;
        var data = new JsonObject
        {
            ["event"] = NotificationPlan.WordOf(record.On),
            ["application"] = content.Application,
            ["pipeline"] = content.Pipeline,
            ["run"] = new JsonObject { ["id"] = content.Run, ["number"] = content.Number, ["generation"] = content.Generation, ["url"] = run.AbsoluteUri },
            ["status"] = content.Status,
            ["reason"] = content.Reason,
            ["startedBy"] = content.StartedBy,
            ["title"] = TitleOf(record),
            ["text"] = TextOf(record),
        };
        if (content.Stage is not null)
            data["stage"] = new JsonObject { ["id"] = content.Stage, ["name"] = content.StageName, ["attempt"] = content.Attempt };
        if (decision is not null)
            data["decideUrl"] = decision.AbsoluteUri;
        if (content.Reminder > 0)
            data["reminder"] = content.Reminder;
        return new()
        {
            Id = record.Id,
            Type = $"{(content.Stage is null ? "pipeline" : "stage")}.{NotificationPlan.WordOf(record.On)}",
            Time = content.Time,
            Data = data,
        };
    }

    private static string TitleOf(NotificationRecord record)
    {
        var content = record.Content;
        var run = $"{content.Pipeline} #{content.Number}";
        var title = content.Stage is null ? $"{run} {Predicate(record.On)}" : $"{run}: {content.StageName ?? content.Stage} {Predicate(record.On)}";
        return content.Reminder > 0 ? $"Reminder: {title}" : title;
    }

    private static string TextOf(NotificationRecord record)
    {
        var content = record.Content;
        if (content.Text is { } text)
            return text;

        var what = content.Stage is null
            ? $"Run {content.Number} of **{MarkdownText.Escape(content.Pipeline)}**"
            : $"Stage **{MarkdownText.Escape(content.StageName ?? content.Stage)}** of run {content.Number} of **{MarkdownText.Escape(content.Pipeline)}**";
        var reason = content.Reason is null ? "." : $": {MarkdownText.Escape(content.Reason)}";
        var paragraphs = new List<string> { $"{what} {Predicate(record.On)}{reason}" };
        if (content.Instructions is { Length: > 0 } instructions)
            paragraphs.Add(MarkdownText.Escape(instructions));
        if (content.TextFault is { } fault)
            paragraphs.Add($"The notification's own text could not be evaluated: {MarkdownText.Escape(fault)}");
        return string.Join("\n\n", paragraphs);
    }

    private static string Predicate(NotificationEvent told) => told switch
    {
        NotificationEvent.Starting => "began",
        NotificationEvent.Complete => "succeeded",
        NotificationEvent.Failed => "failed",
        NotificationEvent.Waiting => "waits for a decision",
        _ => "was skipped",
    };

    private static IEnumerable<NotificationField> FieldsOf(NotificationContent content)
    {
        yield return new("Pipeline", $"{content.Application}/{content.Pipeline}");
        yield return new("Run", $"#{content.Number}");
        if (content.Stage is { } stage)
            yield return new("Stage", content.Attempt > 1 ? $"{content.StageName ?? stage} (attempt {content.Attempt})" : content.StageName ?? stage);
        if (content.Status is { } status)
            yield return new("Status", status);
        if (content.Reason is { } reason)
            yield return new("Reason", reason);
        yield return new("Started by", content.StartedBy);
        if (content.Deadline is { } deadline)
            yield return new("Waits until", $"{deadline.UtcDateTime:u}");
    }
}
