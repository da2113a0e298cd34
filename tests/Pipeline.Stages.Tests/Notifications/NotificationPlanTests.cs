using Pipeline.Definitions;
using Pipeline.Definitions.Notifications;
using static Pipeline.Stages.Tests.Notifications.NotificationFixture;

namespace Pipeline.Stages.Tests.Notifications;

public sealed class NotificationPlanTests
{
    [Fact]
    public async Task Every_recipient_has_a_message_whose_id_says_of_what_it_tells()
    {
        var definition = Define(To("slack", NotificationEvent.Waiting, NotificationEvent.Complete), To("mail", NotificationEvent.Waiting) with { To = ["ann@example.com", "bob@example.com"] });
        await using var fixture = await StartAsync(definition with
        {
            Stages = [definition.Stages[0] with { Notifications = [To("hook", NotificationEvent.Waiting)] }],
        });
        await fixture.AskAsync(attempt: 2);
        await fixture.DispatchAsync();
        await fixture.EndAsync(RunStatus.Succeeded);

        var records = await fixture.DispatchAsync();

        Assert.Equal(
            [
                ($"{fixture.Run}/1/ask/2/waiting/0", "hook", "ask", null),
                ($"{fixture.Run}/1/ask/2/waiting/1", "slack", null, null),
                ($"{fixture.Run}/1/ask/2/waiting/2", "mail", null, "ann@example.com"),
                ($"{fixture.Run}/1/ask/2/waiting/3", "mail", null, "bob@example.com"),
                ($"{fixture.Run}/1/-/0/complete/0", "slack", null, null),
            ],
            records.Select(record => (record.Id, record.Channel, record.ListedBy, record.To)));
    }

    [Fact]
    public async Task Nobody_is_asked_what_is_decided_by_the_time_that_it_would_be_told()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Waiting)));
        await fixture.AskAsync();
        await fixture.AskAsync(asks: false);

        Assert.Empty(await fixture.DispatchAsync());
        Assert.Empty(fixture.Received);
    }

    [Fact]
    public async Task A_stage_that_waits_for_something_else_than_a_decision_is_no_question()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Waiting)));
        await fixture.Store.ChangeAsync(
            fixture.Run,
            _ => (new Stages.Runs.RunChange(new Stages.Runs.RunEvent
            {
                Time = fixture.Time.GetUtcNow(),
                Type = Stages.Runs.RunEventTypes.StageWaiting,
                Stage = "ask",
                Attempt = 1,
                Status = "RUNNING",
            })
            {
                Stages = [new() { Id = "ask", Name = "Wait", Type = "feature.wait", Status = StageStatus.Running, WaitingFor = new([StageSignals.Skip], null, null) }],
            }, 0),
            TestContext.Current.CancellationToken);

        Assert.Empty(await fixture.DispatchAsync());
    }

    [Fact]
    public async Task The_end_of_a_restarted_run_is_told_anew_and_says_who_began_it_again()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Starting, NotificationEvent.Failed)));
        await fixture.BeginAsync();
        await fixture.EndAsync(RunStatus.Terminal);
        await fixture.RestartAsync();
        await fixture.EndAsync(RunStatus.Terminal);

        var records = await fixture.DispatchAsync();

        Assert.Equal(
            [$"{fixture.Run}/1/-/0/starting/0", $"{fixture.Run}/1/-/0/failed/0", $"{fixture.Run}/2/-/0/starting/0", $"{fixture.Run}/2/-/0/failed/0"],
            records.Select(record => record.Id));
        Assert.Equal("stage 'ask' was started anew by bob", records[2].Content.Reason);
    }
}
