using Pipeline.Definitions;
using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Notifications;

/// <summary>Which events of a run people are told of, and who is (reference A12). Pure.</summary>
public static class NotificationRules
{
    private static readonly string Succeeded = StatusNames.Of(StageStatus.Succeeded);
    private static readonly string Skipped = StatusNames.Of(StageStatus.Skipped);

    /// <summary>What an event of a run can be told as; null when nobody is ever told of it.</summary>
    /// <remarks>
    /// A restart begins the run again. A stage that ends FAILED_CONTINUE or STOPPED has failed, as in Spinnaker; so has one that is
    /// CANCELED, and a run that is. SKIPPED is an event of its own, so that nobody hears of it who did not ask.
    /// </remarks>
    public static NotificationEvent? EventOf(RunEvent happened) => happened.Type switch
    {
        RunEventTypes.RunStarted or RunEventTypes.RunRestarted or RunEventTypes.StageStarted => NotificationEvent.Starting,
        RunEventTypes.StageWaiting => NotificationEvent.Waiting,
        RunEventTypes.RunEnded or RunEventTypes.StageEnded when happened.Status == Succeeded => NotificationEvent.Complete,
        RunEventTypes.StageEnded when happened.Status == Skipped => NotificationEvent.Skipped,
        RunEventTypes.RunEnded or RunEventTypes.StageEnded => NotificationEvent.Failed,
        _ => null,
    };

    /// <summary>The stage that an event is about; null for the run. A restart names a stage and is the run's all the same.</summary>
    public static string? StageOf(RunEvent happened) => happened.Type is RunEventTypes.RunRestarted ? null : happened.Stage;

    /// <summary>The notifications that tell of an event, those of the stage first, each with the stage that lists it; null: the pipeline does.</summary>
    public static IEnumerable<(NotificationDefinition Notification, string? ListedBy)> Of(FrozenDefinition definition, RunEvent happened)
    {
        if (EventOf(happened) is not { } told)
            yield break;

        if (StageOf(happened) is { } stage && definition.Graph.Contains(stage))
        {
            foreach (var notification in definition.Graph.Stages[definition.Graph.IndexOf(stage)].Notifications.Where(notification => notification.On.Contains(told)))
                yield return (notification, stage);
        }

        // That a stage waits is the pipeline's business too: somebody has to do something for the run to go on.
        if (StageOf(happened) is null || told is NotificationEvent.Waiting)
        {
            foreach (var notification in definition.Definition.Notifications.Where(notification => notification.On.Contains(told)))
                yield return (notification, null);
        }
    }

    /// <summary>The types of the events that a pipeline's notifications tell of; null when it has none, which then cost nothing.</summary>
    public static IReadOnlyList<string>? EventTypesOf(PipelineDefinition definition)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var told in definition.Notifications.SelectMany(notification => notification.On))
        {
            types.UnionWith(told switch
            {
                NotificationEvent.Starting => [RunEventTypes.RunStarted, RunEventTypes.RunRestarted],
                NotificationEvent.Waiting => [RunEventTypes.StageWaiting],
                _ => [RunEventTypes.RunEnded],
            });
        }

        foreach (var told in definition.Stages.SelectMany(stage => stage.Notifications).SelectMany(notification => notification.On))
        {
            types.Add(told switch
            {
                NotificationEvent.Starting => RunEventTypes.StageStarted,
                NotificationEvent.Waiting => RunEventTypes.StageWaiting,
                _ => RunEventTypes.StageEnded,
            });
        }

        return types.Count == 0 ? null : [.. types];
    }
}
