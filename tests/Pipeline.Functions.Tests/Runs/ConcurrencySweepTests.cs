using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Concurrency;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>What a crash between two lines leaves of slots and queues, made by hand, and the sweep repairs.</summary>
public abstract class ConcurrencySweepTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SlotStore Slots => server.Services.GetRequiredService<SlotStore>();

    [Fact]
    public async Task A_slot_whose_run_has_ended_is_given_to_who_waits()
    {
        var (first, second) = await StartAsync("ended");
        await server.FinishAsync(first);
        await server.FinishAsync(second);
        await ChangeAsync("ended", pools => SlotRules.Request(pools, Claim("ended", first)).After);
        var third = await server.StartAsync("ended");
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(third, _ => true))["status"]!);

        await server.SweepAsync();

        await server.FinishAsync(third);
    }

    [Fact]
    public async Task A_free_slot_is_given_to_who_waits()
    {
        var (first, second) = await StartAsync("freed");
        await ChangeAsync("freed", pools => SlotRules.Release(pools, Names("freed"), first, 1));
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(second, _ => true))["status"]!);

        await server.SweepAsync();

        await server.FinishAsync(second);
    }

    [Fact]
    public async Task A_run_that_has_its_slot_and_has_not_begun_begins()
    {
        var (first, second) = await StartAsync("unbegun");
        await ChangeAsync("unbegun", pools => SlotRules.Begin(SlotRules.Release(pools, Names("unbegun"), first, 1), Claim("unbegun", second)).After);
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(second, _ => true))["status"]!);

        await server.SweepAsync();

        await server.FinishAsync(second);
    }

    [Fact]
    public async Task A_run_that_was_accepted_and_stands_in_no_queue_comes_into_it()
    {
        var (first, second) = await StartAsync("lost");
        await ChangeAsync("lost", pools => SlotRules.Release(pools, Names("lost"), second, 1));
        Assert.Null((await server.RunAsync(second, _ => true))["queue"]);

        await server.SweepAsync();

        Assert.Equal(1, (int)(await server.RunAsync(second, _ => true))["queue"]!["position"]!);
        await server.FinishAsync(first);
        await server.FinishAsync(second);
    }

    [Fact]
    public async Task A_run_that_is_superseded_and_has_not_ended_ends()
    {
        var (first, second) = await StartAsync("stale");
        await ChangeAsync("stale", pools => SlotRules.Supersede(pools, Claim("stale", second), 9).After);
        await server.FinishAsync(first);
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(second, _ => true))["status"]!);

        await server.SweepAsync();

        var ended = await server.RunAsync(second, _ => true);
        Assert.Equal(("CANCELED", "superseded by run 9"), ((string)ended["status"]!, (string)ended["reason"]!));
        Assert.Equal(0, await ChangeAsync("stale", pools => pools));
    }

    [Fact]
    public async Task A_run_that_was_cancelled_and_left_the_queue_ends_instead_of_coming_back()
    {
        var (first, second) = await StartAsync("cancelling");
        await ChangeAsync("cancelling", pools => SlotRules.Release(pools, Names("cancelling"), second, 1));
        await server.Services.GetRequiredService<RunStore>().ChangeAsync(
            second,
            snapshot => (new RunChange(new RunEvent { Time = default, Type = RunEventTypes.RunCancelRequested })
            {
                Run = snapshot.Run with { Cancel = new("bob", default, "crashed") },
            }, 0),
            Cancellation);

        await server.SweepAsync();

        var ended = await server.RunAsync(second, _ => true);
        Assert.Equal(("CANCELED", "canceled by bob: crashed"), ((string)ended["status"]!, (string)ended["reason"]!));
        await server.FinishAsync(first);
    }

    [Fact]
    public async Task A_run_that_waits_as_it_should_is_left_alone()
    {
        var (first, second) = await StartAsync("undisturbed");

        await server.SweepAsync();
        await server.SweepAsync();

        var waiting = await server.RunAsync(second, _ => true);
        Assert.Equal(("BUFFERED", 1), ((string)waiting["status"]!, (int)waiting["queue"]!["position"]!));
        await server.FinishAsync(first);
        await server.FinishAsync(second);
    }

    /// <summary>Two runs, one of which has the only slot.</summary>
    private async Task<(string First, string Second)> StartAsync(string pipeline)
    {
        var first = await server.StartAsync(pipeline, Documents.Limited(pipeline, "{}"));
        await server.WaitingAsync(first);
        var second = await server.StartAsync(pipeline);
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(second, _ => true))["status"]!);
        return (first, second);
    }

    /// <returns>How many runs claim the pipeline's slot before the change.</returns>
    private async Task<int> ChangeAsync(string pipeline, Func<SlotPools, SlotPools> change) => await Slots.ChangeAsync(
        Names(pipeline), pools => (change(pools), pools[Names(pipeline)[0]] is var pool ? pool.Holders.Count + pool.Waiting.Count : 0), Cancellation);

    private static SlotClaim Claim(string pipeline, string run) => new() { Run = run, Pools = Names(pipeline) };

    private static IReadOnlyList<string> Names(string pipeline) => SlotNames.Of("default", pipeline, new());
}

public sealed class EmbeddedConcurrencySweepTests(EmbeddedServer server) : ConcurrencySweepTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedConcurrencySweepTests(HostedServer server) : ConcurrencySweepTests(server), IClassFixture<HostedServer>;
