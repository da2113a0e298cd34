using System.Text;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Replay;

/// <summary>What orchestrator code sees of a session: its calls become actions and open tasks.</summary>
internal sealed class ReplayContext(
    ExecutionStartedEvent started,
    string instanceId,
    OrchestratorThread thread,
    DurableTaskRegistry registry,
    DataConverter converter,
    ILoggerFactory loggerFactory) : TaskOrchestrationContext
{
    /// <summary>Azure Storage refuses delays over seven days; half of that leaves room. A replay depends on it: it never changes.</summary>
    public static readonly TimeSpan MaxTimerHop = TimeSpan.FromDays(3);

    private const int MaxCustomStatusBytes = 16 * 1024;

    private int _guids;

    public ActionLog Actions { get; } = new();

    public Dictionary<int, OpenTask> OpenTasks { get; } = [];

    public ExternalEvents Events { get; } = new(converter);

    public string? CustomStatus { get; private set; }

    public CompleteOrchestrationAction? NewExecution { get; private set; }

    public bool PreservesUnprocessedEvents { get; private set; }

    /// <summary>Set by the session as it goes through the history.</summary>
    public DateTime Now { get; set; }

    /// <summary>Set by the session as it goes through the history.</summary>
    public bool Replaying { get; set; }

    /// <summary>An action's result has come. A task that nobody waits for any more (a timer given up, a repeated message) is let go.</summary>
    public void Complete(int taskId, string? result)
    {
        if (OpenTasks.Remove(taskId, out var task))
            task.Complete(result, converter);
    }

    /// <summary>An action has failed.</summary>
    public void Fail(int taskId, Durable.TaskFailureDetails failure)
    {
        if (OpenTasks.Remove(taskId, out var task))
            task.Fail(new TaskFailedException(task.Name, taskId, failure));
    }

    public override TaskName Name { get; } = started.Name;

    public override string Version { get; } = started.Version ?? "";

    public override string InstanceId { get; } = instanceId;

    public override ParentOrchestrationInstance? Parent { get; } = started.ParentInstance is { } parent
        ? new ParentOrchestrationInstance(parent.Name ?? "(unknown)", parent.OrchestrationInstance?.InstanceId ?? "")
        : null;

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => Replaying;

    protected override ILoggerFactory LoggerFactory { get; } = loggerFactory;

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(started.Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        thread.EnsureCurrent();
        var data = converter.Serialize(input);
        return options?.Retry is { } retry
            ? RetryLoop.RunAsync(this, retry, () => ScheduleTask<TResult>(name, data))
            : ScheduleTask<TResult>(name, data);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        thread.EnsureCurrent();
        var data = converter.Serialize(input);
        var child = options as SubOrchestrationOptions;
        // The version is settled here and now: a child, too, keeps the version it starts with.
        var version = child?.Version ?? registry.DefaultVersion(orchestratorName);
        return options?.Retry is { } retry
            ? RetryLoop.RunAsync(this, retry, () => CreateSubOrchestration<TResult>(orchestratorName, version, child?.InstanceId, data))
            : CreateSubOrchestration<TResult>(orchestratorName, version, child?.InstanceId, data);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        thread.EnsureCurrent();
        if (fireAt.Kind == DateTimeKind.Local)
            throw new ArgumentException("A durable timer takes a UTC time: count from context.CurrentUtcDateTime.", nameof(fireAt));
        var at = DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        return at - Now <= MaxTimerHop ? CreateTimerHop(at, cancellationToken) : HopAsync(at, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        thread.EnsureCurrent();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var wait = new OpenTask<T>(eventName);
        if (cancellationToken.IsCancellationRequested)
        {
            wait.Cancel(cancellationToken);
        }
        else if (Events.Take(eventName) is { } arrived)
        {
            wait.Complete(arrived.EventRaised.Input, converter);
        }
        else
        {
            var place = Events.Wait(eventName, wait);
            OnCancel(wait, () => Events.Remove(eventName, place), cancellationToken);
        }
        return wait.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object? payload = null)
    {
        thread.EnsureCurrent();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Actions.Add(new OrchestratorAction
        {
            SendEvent = new SendEventAction
            {
                Instance = new OrchestrationInstance { InstanceId = instanceId },
                Name = eventName,
                Data = converter.Serialize(payload),
            },
        });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        thread.EnsureCurrent();
        var status = converter.Serialize(customStatus);
        if (status is not null && Encoding.Unicode.GetByteCount(status) is var size and > MaxCustomStatusBytes)
        {
            throw new ArgumentException(
                $"The custom status of '{InstanceId}' has {size} bytes as UTF-16 JSON; at most {MaxCustomStatusBytes} are allowed. Keep "
                + "counters in it and put the rest into a document.", nameof(customStatus));
        }
        CustomStatus = status;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        thread.EnsureCurrent();
        NewExecution = new CompleteOrchestrationAction
        {
            OrchestrationStatus = OrchestrationStatus.ContinuedAsNew,
            Result = converter.Serialize(newInput),
            NewVersion = started.Version,
        };
        PreservesUnprocessedEvents = preserveUnprocessedEvents;
    }

    public override Guid NewGuid()
    {
        thread.EnsureCurrent();
        return DeterministicGuid.Create(InstanceId, Now, _guids++);
    }

    private Task<TResult> ScheduleTask<TResult>(TaskName name, string? data)
    {
        var action = new OrchestratorAction { ScheduleTask = new ScheduleTaskAction { Name = name.Name, Input = data } };
        return Open(action, new OpenTask<TResult>(name.Name)).Task;
    }

    private Task<TResult> CreateSubOrchestration<TResult>(TaskName name, string version, string? childId, string? data)
    {
        childId ??= SubOrchestrationId();
        var action = new OrchestratorAction
        {
            CreateSubOrchestration = new CreateSubOrchestrationAction
            {
                InstanceId = childId,
                Name = name.Name,
                Version = version.Length == 0 ? null : version,
                Input = data,
            },
        };
        return Open(action, new OpenTask<TResult>(name.Name, childId)).Task;
    }

    // The execution is part of the id because action ids begin again at 0 when the parent continues as new.
    private string SubOrchestrationId()
    {
        var execution = (started.OrchestrationInstance?.ExecutionId ?? "").Replace("-", "", StringComparison.Ordinal);
        return execution.Length == 0
            ? $"{InstanceId}:{Actions.NextId}"
            : $"{InstanceId}:{execution[..Math.Min(12, execution.Length)]}:{Actions.NextId}";
    }

    private async Task HopAsync(DateTime fireAt, CancellationToken cancellationToken)
    {
        while (fireAt - Now > MaxTimerHop)
            await CreateTimerHop(Now + MaxTimerHop, cancellationToken);
        await CreateTimerHop(fireAt, cancellationToken);
    }

    private Task<object?> CreateTimerHop(DateTime fireAt, CancellationToken cancellationToken)
    {
        var timer = new OpenTask<object?>("timer");
        if (cancellationToken.IsCancellationRequested)
        {
            timer.Cancel(cancellationToken);
            return timer.Task;
        }
        var action = new OrchestratorAction { CreateTimer = new CreateTimerAction { FireAt = Timestamp.FromDateTime(fireAt) } };
        Open(action, timer);
        OnCancel(timer, () => GiveUpTimer(action.Id), cancellationToken);
        return timer.Task;
    }

    private bool GiveUpTimer(int id)
    {
        // A timer given up in the turn that made it never leaves the orchestrator.
        Actions.Withdraw(id);
        return OpenTasks.Remove(id);
    }

    private OpenTask<TResult> Open<TResult>(OrchestratorAction action, OpenTask<TResult> task)
    {
        Actions.Add(action);
        OpenTasks.Add(action.Id, task);
        return task;
    }

    private void OnCancel(OpenTask task, Func<bool> giveUp, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
            return;
        task.Cancellation = cancellationToken.UnsafeRegister(
            _ =>
            {
                if (thread.IsCurrentOrMarkLeft() && giveUp())
                    task.Cancel(cancellationToken);
            },
            null);
    }
}
