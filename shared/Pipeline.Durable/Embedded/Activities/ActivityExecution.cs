using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Workers;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Activities;

/// <summary>Has activities run and gives their results to the instances that called them.</summary>
internal sealed class ActivityExecution(IOrchestrationWorker worker, TimeProvider time, EmbeddedDurableTaskLog log, CancellationToken stopping)
{
    /// <summary>Runs an activity to its end. Never throws: a failure is a result, too. One that was interrupted by the stop has none, and runs again.</summary>
    public async Task RunAsync(ActivityCall call)
    {
        using var activity = Telemetry.Activities.StartActivity(call.Task.Name);
        var ended = new HistoryEvent { EventId = -1 };
        try
        {
            var result = await worker.RunActivityAsync(call.Task.Name, call.Caller.Id, call.Task.Input, stopping);
            ended.TaskCompleted = new TaskCompletedEvent { TaskScheduledId = call.Id, Result = result };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            log.ActivityFailed(call.Task.Name, call.Id, call.Caller.Id, exception);
            var details = exception is ActivityFailedException failed ? failed.Details : TaskFailureDetails.FromException(exception);
            ended.TaskFailed = new TaskFailedEvent { TaskScheduledId = call.Id, FailureDetails = details.ToProtocol() };
        }

        Telemetry.ActivitiesEnded.Add(1);
        ended.Timestamp = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        call.Caller.TryPost(new InboxMessage(0, ended, call.ExecutionId));
    }
}
