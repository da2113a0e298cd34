using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Durable.Activities;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded.Activities;
using Pipeline.Durable.Embedded.Instances;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Timers;
using Pipeline.Durable.Embedded.Workers;
using Pipeline.Durable.Replay;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Embedded;

/// <summary>
/// One machine's durable engine. Instances are kept loaded between turns; a turn takes effect in the store before anything of it is acted on;
/// what a client was acknowledged is durable. Activities run at least once: a result that was not yet committed at a crash is made again.
/// </summary>
/// <remarks>Only one backend may use a store at a time; the data folder's lock or the account's lease sees to that.</remarks>
public sealed class EmbeddedDurableTaskBackend : IHostedService, IAsyncDisposable
{
    private readonly IOrchestrationStore _store;
    private readonly EmbeddedDurableTaskOptions _options;
    private readonly TimeProvider _time;
    private readonly EmbeddedDurableTaskLog _log;
    private readonly CancellationTokenSource _interrupted = new();
    private readonly ActivityQueue _activities;
    private readonly WakeupQueue _wakeups;
    private readonly InstanceWaiters _waiters = new();
    private readonly InstanceDirectory _directory;
    private bool _isStopped;

    internal EmbeddedDurableTaskBackend(
        IOrchestrationStore store,
        DurableTaskRegistry registry,
        DataConverter converter,
        IServiceProvider services,
        TimeProvider time,
        EmbeddedDurableTaskOptions? options = null,
        ILoggerFactory? loggerFactory = null)
        : this(
            store,
            new LocalWorker(new OrchestratorExecutor(registry, converter, services, loggerFactory), new ActivityExecutor(registry, converter, services)),
            registry,
            converter,
            time,
            options,
            loggerFactory)
    {
    }

    internal EmbeddedDurableTaskBackend(
        IOrchestrationStore store,
        IOrchestrationWorker worker,
        DurableTaskRegistry registry,
        DataConverter converter,
        TimeProvider time,
        EmbeddedDurableTaskOptions? options,
        ILoggerFactory? loggerFactory)
    {
        loggerFactory ??= NullLoggerFactory.Instance;
        _store = store;
        _time = time;
        _options = options ?? new EmbeddedDurableTaskOptions();
        _log = new EmbeddedDurableTaskLog(loggerFactory.CreateLogger<EmbeddedDurableTaskBackend>());
        var execution = new ActivityExecution(worker, time, _log, _interrupted.Token);
        _activities = new ActivityQueue(_options.MaxConcurrentActivities, execution.RunAsync);
        _wakeups = new WakeupQueue(time, instanceId => _directory!.Post(instanceId, null));
        _directory = new InstanceDirectory(
            _options,
            store,
            time,
            _log,
            directory => new InstanceTurns(
                store, worker, time, _activities, _wakeups, _waiters, new MessageCourier(store, directory), _log));
        Client = new EmbeddedDurableTaskClient(store, registry, converter, time, _directory, _waiters);
    }

    /// <summary>Starts, watches and ends instances. To be used once <see cref="StartAsync"/> has returned.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>How many instances are in memory.</summary>
    public int LoadedInstances => _directory.Count;

    /// <summary>Begins to serve, and takes up in the background what was unfinished.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.OpenAsync(cancellationToken);
        _directory.Track(Task.Run(RecoverAsync, CancellationToken.None));
    }

    /// <summary>
    /// Tells running activities to stop and waits for them for a while (<see cref="EmbeddedDurableTaskOptions.StopTimeout"/>), lets the turns that
    /// run come to their end, and begins no others. Everything else goes on from the store after the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_isStopped)
            return;
        _isStopped = true;
        await _interrupted.CancelAsync();
        try
        {
            await _activities.StopAsync().WaitAsync(_options.StopTimeout, _time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            _log.ActivitiesLeft(_options.StopTimeout);
        }

        await _directory.StopAsync();
        _wakeups.Dispose();
        _waiters.Stop();
        _log.Stopped();
    }

    /// <summary>Stops, if that has not happened.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _directory.Dispose();
        _interrupted.Dispose();
    }

    private async Task RecoverAsync()
    {
        for (var attempt = 1; !_directory.IsStopping; attempt++)
            try
            {
                var recovered = 0;
                await foreach (var wakeup in _store.RecoverAsync())
                {
                    if (_directory.IsStopping)
                        return;
                    if (wakeup.At > _time.GetUtcNow())
                    {
                        _wakeups.SetEarlier(wakeup.InstanceId, wakeup.At);
                        continue;
                    }

                    recovered++;
                    _directory.Post(wakeup.InstanceId, null);
                }

                _log.Recovered(recovered, _wakeups.Count);
                return;
            }
            catch (Exception exception)
            {
                await _directory.BackOffAsync("(recovery)", attempt, exception);
            }
    }
}
