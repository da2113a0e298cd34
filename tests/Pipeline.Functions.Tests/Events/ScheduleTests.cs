using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Events;
using Pipeline.Functions.Events.Schedules;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Storage;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Events;

/// <summary>Schedules by a clock of the tests, which is years ahead, so that the server's own finds nothing due.</summary>
public sealed class ScheduleTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly ManualTimeProvider time = new(new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_starts_a_run_at_each_of_its_times()
    {
        var clock = Clock();
        await ScheduleAsync("nightly", "cron: '0 3 1 1 *', zone: Asia/Seoul, parameters: { at: '${trigger.scheduledAt}' }", "parameters: [ { name: at } ]");
        await FollowedAsync(clock, "nightly", until: new(2041, 1, 1, 0, 0, 0, TimeSpan.Zero));

        // Three in the morning in Seoul.
        time.Advance(new DateTimeOffset(2041, 12, 31, 18, 0, 0, TimeSpan.Zero) - time.GetUtcNow());
        await clock.LookAsync(Cancellation);

        var happened = await server.EventAsync("nightly", 2);
        Assert.Equal(("schedule", "schedule time at 2041-12-31 18:00:00 UTC"), ((string)happened["type"]!, (string)happened["summary"]!));
        var run = await server.RunAsync((string)happened["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.StartsWith("2041-12-31T18:00:00", (string)run["parameters"]!["at"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_number_of_looks_of_several_processes_start_one_run()
    {
        await ScheduleAsync("contested", "cron: '0 4 1 2 *'");
        await FollowedAsync(Clock(), "contested", until: new(2042, 1, 1, 0, 0, 0, TimeSpan.Zero));

        time.Advance(new DateTimeOffset(2042, 2, 1, 4, 0, 10, TimeSpan.Zero) - time.GetUtcNow());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Clock().LookAsync(Cancellation)));
        await Clock().LookAsync(Cancellation);

        await server.EventAsync("contested", 2);
        var runs = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=contested", Cancellation));
        Assert.Single(runs["items"]!.AsArray());
    }

    [Fact]
    public async Task What_was_missed_for_too_long_is_told_and_not_made_up_for()
    {
        await ScheduleAsync("missed", "cron: '0 5 1 3 *', missedFor: 2h");
        await FollowedAsync(Clock(), "missed", until: new(2043, 1, 1, 0, 0, 0, TimeSpan.Zero));

        time.Advance(new DateTimeOffset(2043, 3, 1, 8, 0, 0, TimeSpan.Zero) - time.GetUtcNow());
        await Clock().LookAsync(Cancellation);
        Assert.Contains("no server ran then", await server.RefusalAsync("missed", 2), StringComparison.Ordinal);

        time.Advance(new DateTimeOffset(2044, 3, 1, 6, 0, 0, TimeSpan.Zero) - time.GetUtcNow());
        await Clock().LookAsync(Cancellation);
        Assert.NotNull((await server.EventAsync("missed", 3))["run"]);
    }

    [Fact]
    public async Task A_changed_schedule_begins_anew_and_a_disabled_one_says_that_it_is()
    {
        var clock = Clock();
        await ScheduleAsync("changed", "cron: '0 6 1 4 *'");
        await FollowedAsync(clock, "changed", until: new(2045, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await ScheduleAsync("changed", "cron: '0 6 1 4 *', disabled: true");

        time.Advance(new DateTimeOffset(2045, 4, 1, 6, 0, 0, TimeSpan.Zero) - time.GetUtcNow());
        await clock.LookAsync(Cancellation);

        Assert.Equal("the trigger is disabled", await server.RefusalAsync("changed", 2));
    }

    // A schedule of a pipeline that was made years ago by this clock has missed times; they are dealt with first.
    private async Task FollowedAsync(ScheduleClock clock, string pipeline, DateTimeOffset until)
    {
        time.Advance(until - time.GetUtcNow());
        await clock.LookAsync(Cancellation);
        await server.EventAsync(pipeline, 1);
    }

    private ScheduleClock Clock() => new(
        server.Services.GetRequiredService<IStorage>(),
        server.Services.GetRequiredService<PipelineStore>(),
        server.Services.GetRequiredService<PipelineDocuments>(),
        server.Services.GetRequiredService<EventIntake>(),
        time);

    private Task ScheduleAsync(string pipeline, string schedule, string spec = "") =>
        server.PipelineAsync(pipeline, $"{{ type: schedule, id: time, {schedule} }}", spec);
}
