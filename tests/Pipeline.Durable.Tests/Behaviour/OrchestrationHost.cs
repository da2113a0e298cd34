using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Client;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>
/// A place in which orchestrations run, seen only through its client: the behaviour tests say what every backend must do, and each backend
/// brings a host.
/// </summary>
public abstract class OrchestrationHost : IAsyncDisposable
{
    /// <summary>The client.</summary>
    public abstract DurableTaskClient Client { get; }

    /// <summary>Whether terminating and purging can be asked to reach sub-orchestrations, too; else that is refused.</summary>
    public virtual bool ReachesChildren => true;

    /// <summary>Stops the backend and starts it again on what it has stored.</summary>
    public abstract Task RestartAsync();

    /// <summary>Lets the instances that wait leave memory, and waits until they have.</summary>
    public abstract Task EvictAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Starts an instance, waits for its end and gives what is known of it then.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, StartOrchestrationOptions? options = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, TestContext.Current.CancellationToken);
        return await EndOfAsync(id);
    }

    /// <summary>Waits for an instance's end.</summary>
    public async Task<OrchestrationMetadata> EndOfAsync(string instanceId)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            return await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, patience.Token);
        }
        catch (OperationCanceledException)
        {
            var state = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true);
            throw new TimeoutException($"'{instanceId}' did not end; it is {state?.RuntimeStatus} with the custom status {state?.SerializedCustomStatus}.");
        }
    }

    protected static IServiceProvider Services { get; } = new ServiceCollection().BuildServiceProvider();

    protected static DataConverter Converter { get; } = new JsonDataConverter(BehaviourJsonContext.Default);
}
