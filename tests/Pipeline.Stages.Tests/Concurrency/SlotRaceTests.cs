using System.Collections.Concurrent;
using Pipeline.Definitions;
using Pipeline.Definitions.Concurrency;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Runs;
using Pipeline.Storage;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Stages.Tests.Concurrency;

/// <summary>Two processes over one storage start and end runs at once.</summary>
public abstract class SlotRaceTests : IAsyncLifetime
{
    private const int Runs = 16;

    private IStorage[] storages = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How often the race is run.</summary>
    protected abstract int Rounds { get; }

    public async ValueTask InitializeAsync() => storages = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in storages.Distinct())
            await storage.DisposeAsync();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>The same storage as two processes open it.</summary>
    protected abstract Task<IStorage[]> OpenAsync();

    protected abstract void Close();

    [Fact]
    public async Task Never_more_runs_hold_a_slot_than_there_are_and_none_is_forgotten()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var group = $"g{round}";
            await RaceAsync(
                Limited($"single{round}"),
                Limited($"double{round}") with { Concurrency = new() { Max = 2 } },
                Limited($"north{round}") with { Concurrency = new() { Group = group } },
                Limited($"south{round}") with { Concurrency = new() { Max = 3, Group = group } });
        }
    }

    [Fact]
    public async Task Of_two_children_that_would_wait_for_each_other_one_is_refused()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var hub = new OrchestrationHub();
            using var one = new LimitedServer(storages[0], hub);
            using var other = new LimitedServer(storages[1], hub);
            var (left, right) = (Limited($"left{round}"), Limited($"right{round}"));
            var (leftParent, rightParent) = (await StartParentAsync(one, left), await StartParentAsync(other, right));

            // Each needs what the other's parent has. One is refused before or after it is recorded, whoever is first.
            var statuses = await Task.WhenAll(StatusOfChildAsync(one, right, leftParent), StatusOfChildAsync(other, left, rightParent));

            Assert.Equal([RunStatus.Buffered, RunStatus.Terminal], statuses.Order());
        }
    }

    private static PipelineDefinition Limited(string name) =>
        new() { Name = name, Stages = [new() { Id = "start", Type = "feature.run-pipeline" }], Concurrency = new() };

    private async Task RaceAsync(params PipelineDefinition[] definitions)
    {
        var hub = new OrchestrationHub();
        using var one = new LimitedServer(storages[0], hub);
        using var other = new LimitedServer(storages[1], hub);
        var underWay = new ConcurrentDictionary<string, PipelineDefinition>(StringComparer.Ordinal);
        var overdrawn = new ConcurrentQueue<string>();
        var left = definitions.Length * Runs;
        var carrying = new[] { one, other, one, other, one, other }.Select(CarryAsync);
        var starting = Enumerable.Range(0, left).Select(index => StartAsync(index % 2 == 0 ? one : other, definitions[index / 2 % definitions.Length], null));

        await Task.WhenAll([.. carrying, .. starting]).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);

        Assert.Empty(overdrawn);
        // Of these pipelines only: the other race leaves runs behind in the same account, and either may come first.
        var pools = definitions.SelectMany(definition => SlotNames.Of(definition.Application, definition.Name, definition.Concurrency!)).Distinct().ToList();
        Assert.Empty((await one.Slots.ReadAsync(pools, Cancellation)).All);

        async Task CarryAsync(LimitedServer server)
        {
            await foreach (var start in hub.Started.ReadAllAsync(Cancellation))
            {
                var run = (await server.Runs.FindDocumentAsync(start.Run, Cancellation))!;
                underWay[run.Id] = definitions.Single(definition => definition.Name == run.Pipeline);
                Look();
                await Task.Yield();
                Look();
                underWay.TryRemove(run.Id, out _);
                await server.Endings.EndAsync(run.Id, run.Generation, RunStatus.Succeeded, null, Cancellation);
                if (Interlocked.Decrement(ref left) == 0)
                    hub.Complete();
            }
        }

        void Look()
        {
            var now = underWay.Values.ToArray();
            foreach (var pipeline in now.GroupBy(definition => definition.Name).Where(pipeline => pipeline.Count() > pipeline.First().Concurrency!.Max))
                overdrawn.Enqueue($"{pipeline.Count()} runs of {pipeline.Key}");
            foreach (var group in now.GroupBy(definition => definition.Concurrency!.Group).Where(group => group.Key is not null && group.Count() > 1))
                overdrawn.Enqueue($"{group.Count()} runs of group {group.Key}");
        }
    }

    /// <summary>Starts a child that its parent's stage waits for.</summary>
    private static async Task<RunStatus> StatusOfChildAsync(LimitedServer server, PipelineDefinition definition, StartedRun parent)
    {
        try
        {
            var started = await StartAsync(server, definition, parent);
            return (await server.Runs.FindDocumentAsync(started.Id, Cancellation))!.Status;
        }
        catch (RunDeadlockException)
        {
            return RunStatus.Terminal;
        }
    }

    /// <summary>Starts a run whose stage waits for a child that it is about to start.</summary>
    private static async Task<StartedRun> StartParentAsync(LimitedServer server, PipelineDefinition definition)
    {
        var started = await StartAsync(server, definition, null);
        var stage = new StageDocument { Id = "start", Name = "start", Type = "feature.run-pipeline", Status = StageStatus.Running };
        var happened = new RunEvent { Time = default, Type = RunEventTypes.StageStarted, Stage = "start" };
        await server.Runs.ChangeAsync(started.Id, _ => (new RunChange(happened) { Stages = [stage] }, 0), Cancellation);
        return started;
    }

    private static Task<StartedRun> StartAsync(LimitedServer server, PipelineDefinition definition, StartedRun? parent) => server.Starter.StartAsync(
        new()
        {
            Definition = definition,
            Revision = 1,
            StartedBy = "ann",
            Trigger = new() { Type = "manual", ParentRun = parent?.Id, ParentStage = parent is null ? null : "start", ParentWaits = parent is not null },
        },
        Cancellation);
}

public sealed class EmbeddedSlotRaceTests : SlotRaceTests
{
    private readonly TemporaryFolder folder = new();

    protected override int Rounds => 5;

    protected override async Task<IStorage[]> OpenAsync()
    {
        // One process owns a data folder: its two servers share what it has open.
        var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, TestContext.Current.CancellationToken);
        return [storage, storage];
    }

    protected override void Close() => folder.Dispose();
}

public sealed class AzureSlotRaceTests(AzuriteServer azurite) : SlotRaceTests, IClassFixture<AzuriteServer>
{
    protected override int Rounds => 2;

    protected override async Task<IStorage[]> OpenAsync()
    {
        var account = StorageConnectionString.Parse(await azurite.GetConnectionStringAsync());
        return [new AzureStorage(account, TimeProvider.System), new AzureStorage(account, TimeProvider.System)];
    }

    protected override void Close()
    {
    }
}
