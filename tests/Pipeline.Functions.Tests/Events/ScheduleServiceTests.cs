using Pipeline.Functions.Tests.Hosting;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Events;

public sealed class ScheduleServiceTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task The_server_itself_looks_at_schedules()
    {
        await server.PipelineAsync("often", "{ type: schedule, id: time, cron: '* * * * * *' }");

        var events = await Eventually.GetAsync(
            async () => await Expect.SuccessAsync(await server.Admin.GetAsync("/api/pipelines/often/events", TestContext.Current.CancellationToken)),
            answer => answer["items"]!.AsArray().Count(item => item!["run"] is not null) >= 2,
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(events["items"]!.AsArray().Where(item => item!["run"] is not null), item => Assert.Equal("time", (string)item!["trigger"]!));
    }
}
