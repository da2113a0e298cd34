using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Pipeline.Durable.Client;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Deployments;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Stages.Tests.Concurrency;

/// <summary>What a process has that serves runs over a storage. Its orchestrations are those of a hub that it may share with others.</summary>
internal sealed class LimitedServer : IDisposable
{
    private readonly RunMeter _meter = new();

    public LimitedServer(IStorage storage, OrchestrationHub hub)
    {
        Runs = new(storage, TimeProvider.System);
        Slots = new(storage);
        var signals = new RunSignals(hub.Client, TimeProvider.System);
        var slots = new RunSlots(Slots, Runs, signals);
        Endings = new(Runs, signals, new DeploymentStore(storage), slots, new(_meter, NullLogger<RunTelemetry>.Instance), [], TimeProvider.System);
        Queue = new(Slots, slots, signals, Endings);
        Starter = new(Runs, Queue, new ArtifactContents(storage), TimeProvider.System);
    }

    public RunStore Runs { get; }

    public SlotStore Slots { get; }

    public RunEndings Endings { get; }

    public RunQueue Queue { get; }

    public RunStarter Starter { get; }

    public void Dispose()
    {
        Runs.Dispose();
        _meter.Dispose();
    }
}

/// <summary>Takes the starts of orchestrations, each once, and carries none of them.</summary>
internal sealed class OrchestrationHub
{
    private readonly HashSet<string> _known = [];
    private readonly Channel<RunPipelineStart> _started = Channel.CreateUnbounded<RunPipelineStart>();

    public OrchestrationHub()
    {
        Client = Substitute.For<DurableTaskClient>();
        Client.ScheduleNewOrchestrationInstanceAsync(default, default, default, default).ReturnsForAnyArgs(call => Start((RunPipelineStart)call[1]!));
    }

    public DurableTaskClient Client { get; }

    /// <summary>Those that were started, in order.</summary>
    public ChannelReader<RunPipelineStart> Started => _started.Reader;

    /// <summary>Nothing more is started.</summary>
    public void Complete() => _started.Writer.Complete();

    private Task<string> Start(RunPipelineStart start)
    {
        var instance = RunDocument.InstanceOf(start.Run, start.Generation);
        lock (_known)
        {
            if (!_known.Add(instance))
                throw new OrchestrationAlreadyExistsException(instance);
        }

        _started.Writer.TryWrite(start);
        return Task.FromResult(instance);
    }
}
