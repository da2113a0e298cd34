using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Observability;

public sealed class RunCensusTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_that_another_process_had_counted_was_forgotten_when_its_last_run_ended()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTimeProvider();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, time, Cancellation);
        using var store = new RunStore(storage, time);
        var shared = new RunCensusOptions(IsShared: true);

        await new RunCensus(store, shared, time).TakeAsync(new Dictionary<(string, string), int> { [("shop", "RUNNING")] = 2 }, Cancellation);
        await new RunCensus(store, shared, time).TakeAsync(new Dictionary<(string, string), int>(), Cancellation);

        var counts = await new RunCensus(store, shared, time).ReadAsync(Cancellation);
        Assert.Equal(RunStates.All.Select(state => new RunCount("shop", state, 0)), counts);
    }
}
