using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>Turns a history as the Functions host keeps it into one as our orchestrators know it.</summary>
internal static class HostHistory
{
    /// <summary>Translates an event in place.</summary>
    public static void Translate(HistoryEvent happened, DurableTaskRegistry registry)
    {
        switch (happened.EventTypeCase)
        {
            // Extensions that drop the version which a start asks for leave an instance without one. Such instances run the first version
            // there was, now and ever after: an instance must not change its version while it runs.
            case HistoryEvent.EventTypeOneofCase.ExecutionStarted when string.IsNullOrEmpty(happened.ExecutionStarted.Version):
                happened.ExecutionStarted.Version = registry.FirstVersion(happened.ExecutionStarted.Name);
                break;
            case HistoryEvent.EventTypeOneofCase.TaskCompleted when ActivityResult.FromHistory(happened.TaskCompleted.Result) is { } ended:
                Unwrap(happened, ended);
                break;
            case HistoryEvent.EventTypeOneofCase.SubOrchestrationInstanceFailed when happened.SubOrchestrationInstanceFailed.FailureDetails is { } failure:
                FailureChain.Remove(failure);
                break;
        }
    }

    private static void Unwrap(HistoryEvent happened, ActivityResult ended)
    {
        var task = happened.TaskCompleted.TaskScheduledId;
        if (ended.Failure is { } failure)
            happened.TaskFailed = new TaskFailedEvent { TaskScheduledId = task, FailureDetails = failure.ToProtocol() };
        else
            happened.TaskCompleted.Result = ended.Result;
    }
}
