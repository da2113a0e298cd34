using Pipeline.Durable.Client;

namespace Pipeline.Stages.Runs;

/// <summary>Brings events to the orchestrations of runs.</summary>
public sealed class RunSignals(DurableTaskClient orchestrations, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Starts the orchestration of a run's current generation. One that is there already is as good.</summary>
    public async Task StartAsync(RunDocument run, CancellationToken cancellationToken)
    {
        try
        {
            await orchestrations.ScheduleNewOrchestrationInstanceAsync(
                RunOrchestration.Pipeline,
                new RunPipelineStart(run.Id, run.Generation),
                new StartOrchestrationOptions(run.Instance),
                cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
        }
    }

    /// <summary>Sends an event to a run's orchestration; false when it does not exist (yet).</summary>
    public Task<bool> RaiseAsync(RunDocument run, string name, object? payload, CancellationToken cancellationToken) =>
        RaiseAsync(run.Instance, name, payload, cancellationToken);

    /// <summary>
    /// Sends a signal to the orchestration of a waiting stage; false when it does not exist. A stage is seen waiting a moment before its
    /// orchestration exists, so that moment is waited for.
    /// </summary>
    public async Task<bool> SignalAsync(StageDocument stage, StageSignalMessage signal, CancellationToken cancellationToken)
    {
        if (stage.Instance is null)
            return false;

        var until = time.GetUtcNow() + Patience;
        while (!await RaiseAsync(stage.Instance, RunOrchestration.Signal, signal, cancellationToken))
        {
            if (time.GetUtcNow() >= until)
                return false;
            await Task.Delay(Pause, time, cancellationToken);
        }

        return true;
    }

    /// <summary>What is known of the orchestration of the run's current generation; null when it does not exist.</summary>
    public Task<OrchestrationMetadata?> FindAsync(RunDocument run, CancellationToken cancellationToken) =>
        orchestrations.GetInstanceAsync(run.Instance, cancellation: cancellationToken);

    /// <summary>Sends a stage's own orchestration the request to cancel; false when there is none that could still follow it.</summary>
    public async Task<bool> CancelAsync(StageDocument stage, CancellationToken cancellationToken) =>
        stage.Instance is { } instance
        && await orchestrations.GetInstanceAsync(instance, cancellation: cancellationToken) is { IsCompleted: false }
        && await RaiseAsync(instance, RunOrchestration.Cancel, null, cancellationToken);

    private async Task<bool> RaiseAsync(string instance, string name, object? payload, CancellationToken cancellationToken)
    {
        try
        {
            await orchestrations.RaiseEventAsync(instance, name, payload, cancellationToken);
            return true;
        }
        catch (OrchestrationNotFoundException)
        {
            return false;
        }
    }
}
