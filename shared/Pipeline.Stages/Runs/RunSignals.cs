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

    /// <summary>Whether the orchestration of the run's current generation exists.</summary>
    public async Task<bool> ExistsAsync(RunDocument run, CancellationToken cancellationToken) =>
        await orchestrations.GetInstanceAsync(run.Instance, cancellation: cancellationToken) is not null;

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
