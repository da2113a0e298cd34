using Pipeline.Definitions;
using Pipeline.Stages.Runs;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Runs;

public sealed class RunStoreTests
{
    private static readonly PipelineDefinition Definition = new() { Name = "p", Stages = [new() { Id = "a", Type = "feature.wait" }] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_of_several_writers_follow_one_another_and_lose_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        using var one = new RunStore(storage, TimeProvider.System);
        using var other = new RunStore(storage, TimeProvider.System);
        var run = Run();
        Assert.True(await one.AddAsync(run, Definition, Cancellation));
        Assert.False(await other.AddAsync(run, Definition, Cancellation));

        // As two processes do: each knows only what it has read, and adds one to what is there.
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? one : other).ChangeAsync(
            run.Id,
            snapshot => (new RunChange(Happened()) { Run = snapshot.Run with { Number = snapshot.Run.Number + 1 } }, 0),
            Cancellation).AsTask()));

        var read = await one.GetAsync(run.Id, Cancellation);
        Assert.Equal((201, 201L), (read.Run.Number, read.Sequence));
        var events = await other.ReadEventsAsync(run.Id, 0, 1000, Cancellation);
        Assert.Equal(Enumerable.Range(1, 201).Select(sequence => (long)sequence), events.Select(happened => happened.Sequence));
    }

    [Fact]
    public async Task Refusal_of_one_change_leaves_the_changes_beside_it()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        using var store = new RunStore(storage, TimeProvider.System);
        var run = Run();
        await store.AddAsync(run, Definition, Cancellation);

        var changes = Enumerable.Range(0, 40).Select(number => store.ChangeAsync<int>(
            run.Id,
            _ => number % 2 == 0 ? (new RunChange(Happened()), number) : throw new RunConflictException("no"),
            Cancellation).AsTask()).ToArray();
        foreach (var (change, number) in changes.Select((change, number) => (change, number)))
        {
            if (number % 2 == 0)
                Assert.Equal(number, await change);
            else
                await Assert.ThrowsAsync<RunConflictException>(() => change);
        }

        Assert.Equal(21, (await store.GetAsync(run.Id, Cancellation)).Sequence);
    }

    [Fact]
    public async Task News_wakes_who_waits_for_events()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        using var store = new RunStore(storage, TimeProvider.System);
        var run = Run();
        await store.AddAsync(run, Definition, Cancellation);

        var waiting = store.WaitForEventsAsync(run.Id, 1, 10, TimeSpan.FromMinutes(1), Cancellation);
        await store.ChangeAsync(run.Id, _ => (new RunChange(Happened()), 0), Cancellation);

        Assert.Equal(2, Assert.Single(await waiting).Sequence);
    }

    [Fact]
    public async Task Lists_are_newest_first_and_go_on_behind_a_run()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        using var store = new RunStore(storage, TimeProvider.System);
        var runs = Enumerable.Range(0, 5).Select(number => Run(number)).ToArray();
        foreach (var run in runs)
            await store.Index.AddAsync(run, Cancellation);

        var newestFirst = runs.Select(run => run.Id).Reverse().ToArray();
        Assert.Equal(newestFirst, await ListAsync(store, null));
        Assert.Equal(newestFirst[2..], await ListAsync(store, newestFirst[1]));
    }

    [Fact]
    public async Task Run_numbers_are_given_once_each()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        using var store = new RunStore(storage, TimeProvider.System);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => store.Index.NextNumberAsync("a", "p", Cancellation).AsTask()));

        Assert.Equal(Enumerable.Range(1, 30), numbers.Order());
    }

    private static async Task<List<string>> ListAsync(RunStore store, string? after)
    {
        var ids = new List<string>();
        await foreach (var id in store.Index.ListAsync("default", "p", after, Cancellation))
            ids.Add(id);
        return ids;
    }

    private static RunDocument Run(int milliseconds = 0)
    {
        var now = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(milliseconds);
        return new()
        {
            Id = RunId.New(now),
            Number = 1,
            Pipeline = "p",
            Application = "default",
            Revision = 1,
            Trigger = new() { Type = "manual" },
            StartedBy = "ann",
            CreatedAt = now,
        };
    }

    private static RunEvent Happened() => new() { Time = default, Type = RunEventTypes.StageProgress };
}
