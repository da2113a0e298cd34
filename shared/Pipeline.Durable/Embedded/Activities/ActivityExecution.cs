using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Embedded.Activities;

/// <summary>Runs activities and gives their results to the instances that called them.</summary>
internal sealed class ActivityExecution(
    DurableTaskRegistry registry, DataConverter converter, IServiceProvider services, TimeProvider time, EmbeddedDurableTaskLog log, CancellationToken stopping)
{
    private readonly IServiceScopeFactory? _scopes = (IServiceScopeFactory?)services.GetService(typeof(IServiceScopeFactory));

    /// <summary>Runs an activity to its end. Never throws: a failure is a result, too. One that was interrupted by the stop has none, and runs again.</summary>
    public async Task RunAsync(ActivityCall call)
    {
        using var activity = Telemetry.Activities.StartActivity(call.Task.Name);
        var ended = new HistoryEvent { EventId = -1 };
        try
        {
            ended.TaskCompleted = new TaskCompletedEvent { TaskScheduledId = call.Id, Result = await InvokeAsync(call) };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            log.ActivityFailed(call.Task.Name, call.Id, call.Caller.Id, exception);
            ended.TaskFailed = new TaskFailedEvent { TaskScheduledId = call.Id, FailureDetails = TaskFailureDetails.FromException(exception).ToProtocol() };
        }

        Telemetry.ActivitiesEnded.Add(1);
        ended.Timestamp = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        call.Caller.TryPost(new InboxMessage(0, ended, call.ExecutionId));
    }

    private async Task<string?> InvokeAsync(ActivityCall call)
    {
        if (_scopes is null)
            return await InvokeAsync(call, services);
        await using var scope = _scopes.CreateAsyncScope();
        return await InvokeAsync(call, scope.ServiceProvider);
    }

    private async Task<string?> InvokeAsync(ActivityCall call, IServiceProvider scope)
    {
        var activity = registry.CreateActivity(call.Task.Name, scope);
        var input = converter.Deserialize(call.Task.Input, activity.InputType);
        var result = await activity.RunAsync(new EmbeddedActivityContext(call.Task.Name, call.Caller.Id, stopping), input);
        return converter.Serialize(result, activity.OutputType);
    }

    private sealed class EmbeddedActivityContext(TaskName name, string instanceId, CancellationToken stopping) : TaskActivityContext
    {
        public override TaskName Name => name;

        public override string InstanceId => instanceId;

        public override CancellationToken CancellationToken => stopping;
    }
}
