using Pipeline.Stages.Notifications;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>Puts the messages where they were listed: to the run or to its stages.</summary>
internal static class RunNotifications
{
    /// <summary>The answer with its messages; nothing is read for a run that tells nobody.</summary>
    public static async ValueTask<RunAnswer> AddToAsync(RunAnswer answer, RunDocument run, NotificationOutbox outbox, CancellationToken cancellationToken)
    {
        if (run.Notifies is null)
            return answer;

        var lists = (await outbox.ListAsync(run.Id, cancellationToken)).ToLookup(record => record.ListedBy, RunNotificationAnswer.Of);
        return answer with
        {
            Notifications = lists.Contains(null) ? [.. lists[null]] : null,
            Stages = [.. answer.Stages.Select(stage => lists.Contains(stage.Id) ? stage with { Notifications = [.. lists[stage.Id]] } : stage)],
        };
    }
}
