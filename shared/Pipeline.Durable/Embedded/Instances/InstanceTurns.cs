using Pipeline.Durable.Embedded.Activities;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Timers;
using Pipeline.Durable.Embedded.Workers;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>Takes the turns of instances: commits each before it acts on it.</summary>
internal sealed class InstanceTurns(
    IOrchestrationStore store,
    IOrchestrationWorker worker,
    TimeProvider time,
    ActivityQueue activities,
    WakeupQueue wakeups,
    InstanceWaiters waiters,
    MessageCourier courier,
    EmbeddedDurableTaskLog log)
{
    /// <summary>Reads an instance and takes up what it was doing. Null when there is no unfinished instance of that id.</summary>
    public async Task<LoadedExecution?> LoadAsync(InstanceActor actor, Mailbox mailbox)
    {
        if (await store.LoadAsync(actor.Id) is not { } stored)
            return null;
        courier.Send(actor.Id, stored.Undelivered);

        // A commit whose answer was lost may have been the one that somebody waits for.
        waiters.Tell(actor.Id, stored.Head);
        if (stored.Head.IsFinished)
            return null;
        var execution = new LoadedExecution(stored.Head, stored.History);
        mailbox.Load(stored.Inbox);
        foreach (var (id, task) in execution.Work.Activities)
            Dispatch(actor, stored.Head.ExecutionId, new ScheduledActivity(id, task));
        return execution;
    }

    /// <summary>Takes a turn, if there is a reason for one. Gives the execution that goes on; null when the instance has ended.</summary>
    public async Task<LoadedExecution?> TakeAsync(InstanceActor actor, LoadedExecution execution, List<InboxMessage> messages)
    {
        var now = time.GetUtcNow();
        if (execution.MustWait(now, messages))
        {
            execution.Hold(messages);
            wakeups.Set(actor.Id, execution.Head.ScheduledStartAt);
            return execution;
        }

        messages = execution.Release(messages);
        if (execution.News(messages, now) is not { } news)
        {
            wakeups.Set(actor.Id, execution.Work.NextTimer);
            return execution;
        }

        var before = execution.Head;
        var effect = await DecideAsync(execution, news);
        var committed = await store.CommitAsync(new TurnCommit
        {
            Before = before,
            After = effect.Head,
            Events = effect.Events,
            Outgoing = effect.Outgoing,
            Consumed = [.. messages.Where(static message => message.Sequence != 0).Select(static message => message.Sequence)],
        });
        Telemetry.Turns.Add(1);

        execution.Commit(committed.Head, effect.Events);
        wakeups.Set(actor.Id, execution.Head.IsFinished ? null : execution.Work.NextTimer);
        foreach (var activity in effect.Activities)
            Dispatch(actor, before.ExecutionId, activity);
        courier.Arrived(committed.Deliveries);
        courier.Send(actor.Id, committed.Undelivered);
        if (before.Status != committed.Head.Status)
            waiters.Tell(actor.Id, committed.Head);

        if (committed.Head.IsFinished)
            return null;
        return committed.Head.Generation == before.Generation ? execution : new LoadedExecution(committed.Head, effect.Events);
    }

    /// <summary>Ends an instance whose history cannot be read. What there is of the history stays as it is.</summary>
    public async Task FailAsync(CorruptHistoryException exception)
    {
        log.HistoryUnreadable(exception.Head.InstanceId, exception);
        var failure = Failure(exception);
        var now = time.GetUtcNow();
        var head = exception.Head with
        {
            Status = OrchestrationStatus.Failed,
            Failure = failure,
            LastUpdatedAt = now,
            WakeAt = null,
            Turn = exception.Head.Turn + 2,
        };
        var ended = new HistoryEvent
        {
            EventId = -1,
            Timestamp = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(now),
            ExecutionCompleted = new ExecutionCompletedEvent { OrchestrationStatus = OrchestrationStatus.Failed, FailureDetails = failure },
        };
        await store.CommitAsync(new TurnCommit { Before = exception.Head, After = head, Events = [ended] });
        waiters.Tell(head.InstanceId, head);
    }

    private async ValueTask<TurnEffect> DecideAsync(LoadedExecution execution, List<HistoryEvent> news)
    {
        if (news.Find(static message => message.EventTypeCase == HistoryEvent.EventTypeOneofCase.ExecutionTerminated) is not { } terminated)
            return TurnRules.Apply(execution.Head, execution.Started, news, await AdvanceAsync(execution, news), execution.Work);

        // The orchestrator's code is not asked, so an instance can be ended whatever its code does.
        var children = terminated.ExecutionTerminated.Recurse ? TurnRules.TerminateChildren(execution.Head, execution.Work, terminated).ToList() : [];
        var end = new OrchestrationTurn([new OrchestratorAction { CompleteOrchestration = TurnRules.Terminated(terminated.ExecutionTerminated) }], execution.Head.CustomStatus);
        var effect = TurnRules.Apply(execution.Head, execution.Started, news, end, execution.Work);
        return effect with { Outgoing = [.. effect.Outgoing, .. children] };
    }

    private async ValueTask<OrchestrationTurn> AdvanceAsync(LoadedExecution execution, List<HistoryEvent> news)
    {
        try
        {
            return await execution.AdvanceAsync(worker, news);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.OrchestratorUnusable(execution.Head.InstanceId, execution.Head.Name, exception);
            return new OrchestrationTurn([new OrchestratorAction { CompleteOrchestration = TurnRules.Failed(Failure(exception)) }], execution.Head.CustomStatus);
        }
    }

    private void Dispatch(InstanceActor actor, string executionId, ScheduledActivity activity)
    {
        if (actor.TryDispatch(executionId, activity.Id))
            activities.Enqueue(new ActivityCall(actor, executionId, activity.Id, activity.Task));
    }

    private static Protocol.TaskFailureDetails Failure(Exception exception) => TaskFailureDetails.FromException(exception).ToProtocol();
}
