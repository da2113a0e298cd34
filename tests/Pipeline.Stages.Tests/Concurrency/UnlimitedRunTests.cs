using NSubstitute;
using Pipeline.Definitions;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Concurrency;

public sealed class UnlimitedRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "1/NotStarted")]
    [InlineData(true, "1/Buffered")]
    public async Task A_run_reads_and_writes_of_slots_only_when_its_pipeline_has_a_limit(bool isLimited, string expected)
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        var slots = Substitute.For<ITable>();
        var watched = Substitute.For<IStorage>();
        watched.Table(default!).ReturnsForAnyArgs(call => call.Arg<string>() == "Concurrency" ? slots : storage.Table(call.Arg<string>()));
        var hub = new OrchestrationHub();
        using var server = new LimitedServer(watched, hub);

        var started = await server.Starter.StartAsync(
            new()
            {
                Definition = new() { Name = "p", Stages = [new() { Id = "a", Type = "feature.wait" }], Concurrency = isLimited ? new() : null },
                Revision = 1,
                StartedBy = "ann",
                Trigger = new() { Type = "manual" },
            },
            Cancellation);
        var run = (await server.Runs.FindDocumentAsync(started.Id, Cancellation))!;
        await server.Endings.EndAsync(run.Id, 1, RunStatus.Succeeded, null, Cancellation);

        Assert.True(hub.Started.TryRead(out var start));
        Assert.Equal((run.Id, expected), (start.Run, $"{start.Generation}/{run.Status}"));
        Assert.Equal(isLimited, slots.ReceivedCalls().Any());
    }
}
