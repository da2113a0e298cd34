using Microsoft.Extensions.Logging;

namespace Pipeline.Durable;

/// <summary>
/// What an orchestrator may do. Every member is deterministic: on replay it gives the same answer as the first time, from the history.
/// Members may only be used on the orchestrator's own thread of execution; elsewhere they throw <see cref="InvalidOperationException"/>.
/// Semantics are those of <c>Microsoft.DurableTask.TaskOrchestrationContext</c>.
/// </summary>
public abstract class TaskOrchestrationContext
{
    /// <summary>The orchestrator's registered name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The version this instance started with, and keeps; empty when it has none.</summary>
    public virtual string Version => "";

    /// <summary>The instance's id.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The orchestration that started this one, or null.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The current time, UTC: the moment the current turn began. It stands still within a turn.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>True while the code runs over what already happened; false when it reaches new ground.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>Makes the loggers behind <see cref="CreateReplaySafeLogger(string)"/>.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The instance's input; null or default when it was started without one.</summary>
    public abstract T? GetInput<T>();

    /// <summary>Runs an activity and gives its result.</summary>
    /// <param name="name">The activity's registered name.</param>
    /// <param name="input">Its input, serialized now.</param>
    /// <param name="options">How to retry it.</param>
    /// <exception cref="TaskFailedException">The activity failed, after the retries that <paramref name="options"/> ask for.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>Runs an activity whose result is of no interest.</summary>
    /// <inheritdoc cref="CallActivityAsync{TResult}"/>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<object?>(name, input, options);

    /// <summary>Starts another orchestration and waits for its result.</summary>
    /// <param name="orchestratorName">The orchestrator's registered name.</param>
    /// <param name="input">Its input, serialized now.</param>
    /// <param name="options">How to retry it; <see cref="SubOrchestrationOptions"/> also choose instance id and version.</param>
    /// <exception cref="TaskFailedException">The sub-orchestration failed or was terminated, after the retries asked for.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <summary>Starts another orchestration and waits for its end.</summary>
    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallSubOrchestratorAsync<object?>(orchestratorName, input, options);

    /// <summary>Completes at a time, which may be years ahead: long waits are split into hops of at most three days.</summary>
    /// <param name="fireAt">When, UTC. A time that has passed fires at once.</param>
    /// <param name="cancellationToken">Gives the wait up: the task is cancelled.</param>
    /// <exception cref="ArgumentException">The time's kind is local.</exception>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Completes after a delay, measured from <see cref="CurrentUtcDateTime"/>.</summary>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime + delay, cancellationToken);

    /// <summary>
    /// The next event of a name. Events that came early are kept, each name in the order of arrival, and each event satisfies one wait.
    /// Names compare without regard to case.
    /// </summary>
    /// <param name="eventName">The event's name.</param>
    /// <param name="cancellationToken">Gives the wait up: the task is cancelled and the next event is kept for the next wait.</param>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>The next event of a name, if it comes in time.</summary>
    /// <param name="eventName">The event's name.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="TaskCanceledException">The time passed without the event, or the wait was given up.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return await WaitForExternalEvent<T>(eventName, cancellationToken);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arrival = WaitForExternalEvent<T>(eventName, wait.Token);
        if (arrival.IsCompleted)
            return await arrival;
        var timer = CreateTimer(timeout, wait.Token);
        await Task.WhenAny(arrival, timer);
        // Gives up the one that lost. Not CancelAsync: that would leave the orchestrator's thread.
        wait.Cancel();
        return await arrival;
    }

    /// <summary>Sends an event to another instance, without waiting for anything.</summary>
    /// <param name="instanceId">The receiver. An event to an instance that does not exist is dropped.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">Its payload, serialized now.</param>
    public abstract void SendEvent(string instanceId, string eventName, object? payload = null);

    /// <summary>Shows a small status with the instance, for example counters.</summary>
    /// <param name="customStatus">The status, serialized now; null clears it.</param>
    /// <exception cref="ArgumentException">The status is over 16 KB of UTF-16 text, the limit of Durable Functions.</exception>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>
    /// Starts the orchestration over with a new input and an empty history, once the orchestrator returns (it should return right away).
    /// </summary>
    /// <param name="newInput">The new input.</param>
    /// <param name="preserveUnprocessedEvents">Whether external events nobody has waited for yet are handed to the new start.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>An identifier that is the same on every replay and unique across instances, generations and calls.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent during replay, so that every line is written once.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    /// <inheritdoc cref="CreateReplaySafeLogger(string)"/>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());
}
