using Pipeline.Definitions;
using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Notifications;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Notifications;

public sealed class NotificationRulesTests
{
    [Theory]
    [InlineData("run.created", null, null)]
    [InlineData("run.started", "RUNNING", "Starting")]
    [InlineData("run.restarted", "RUNNING", "Starting")]
    [InlineData("run.paused", "PAUSED", null)]
    [InlineData("run.resumed", "RUNNING", null)]
    [InlineData("run.cancel-requested", null, null)]
    [InlineData("run.ended", "SUCCEEDED", "Complete")]
    [InlineData("run.ended", "TERMINAL", "Failed")]
    [InlineData("run.ended", "CANCELED", "Failed")]
    [InlineData("stage.started", "RUNNING", "Starting")]
    [InlineData("stage.waiting", "RUNNING", "Waiting")]
    [InlineData("stage.progress", "RUNNING", null)]
    [InlineData("stage.voted", "RUNNING", null)]
    [InlineData("stage.decided", "RUNNING", null)]
    [InlineData("stage.ended", "SUCCEEDED", "Complete")]
    [InlineData("stage.ended", "FAILED_CONTINUE", "Failed")]
    [InlineData("stage.ended", "STOPPED", "Failed")]
    [InlineData("stage.ended", "TERMINAL", "Failed")]
    [InlineData("stage.ended", "CANCELED", "Failed")]
    [InlineData("stage.ended", "SKIPPED", "Skipped")]
    public void An_event_is_told_as(string type, string? status, string? told) => Assert.Equal(told, NotificationRules.EventOf(Happened(type, status))?.ToString());

    [Theory]
    [InlineData("run.started", null, "pipeline-starting")]
    [InlineData("run.restarted", "a", "pipeline-starting")]
    [InlineData("stage.started", "a", "a-starting")]
    [InlineData("stage.started", "b", "")]
    [InlineData("stage.waiting", "a", "a-waiting pipeline-waiting")]
    [InlineData("stage.waiting", "b", "pipeline-waiting")]
    [InlineData("stage.waiting", "gone", "pipeline-waiting")]
    [InlineData("stage.ended", "a", "")]
    [InlineData("run.ended", null, "pipeline-failed pipeline-both")]
    public void Those_are_told_who_asked(string type, string? stage, string channels)
    {
        var definition = new PipelineDefinition
        {
            Name = "p",
            Notifications =
            [
                To("pipeline-starting", NotificationEvent.Starting),
                To("pipeline-failed", NotificationEvent.Failed),
                To("pipeline-both", NotificationEvent.Complete, NotificationEvent.Failed),
                To("pipeline-waiting", NotificationEvent.Waiting),
            ],
            Stages =
            [
                new() { Id = "a", Type = "t", Notifications = [To("a-starting", NotificationEvent.Starting), To("a-waiting", NotificationEvent.Waiting)] },
                new() { Id = "b", Type = "t" },
            ],
        };

        var told = NotificationRules.Of(new FrozenDefinition(definition, StageGraph.Of(definition)), Happened(type, type == "stage.ended" ? "SKIPPED" : "TERMINAL", stage)).ToArray();

        Assert.Equal(channels, string.Join(' ', told.Select(one => one.Notification.Channel)));
        Assert.All(told, one => Assert.Equal(one.Notification.Channel.StartsWith("a-", StringComparison.Ordinal) ? "a" : null, one.ListedBy));
    }

    [Fact]
    public void A_pipeline_that_tells_nobody_watches_nothing_and_another_only_what_it_tells_of()
    {
        var plain = new PipelineDefinition { Name = "p", Stages = [new() { Id = "a", Type = "t" }] };

        Assert.Null(NotificationRules.EventTypesOf(plain));
        Assert.Equal(["run.ended"], NotificationRules.EventTypesOf(plain with { Notifications = [To("x", NotificationEvent.Failed)] }));
        Assert.Equal(
            ["run.restarted", "run.started", "stage.ended", "stage.waiting"],
            NotificationRules.EventTypesOf(plain with
            {
                Notifications = [To("x", NotificationEvent.Starting)],
                Stages = [new() { Id = "a", Type = "t", Notifications = [To("x", NotificationEvent.Skipped, NotificationEvent.Waiting)] }],
            }));
    }

    private static NotificationDefinition To(string channel, params NotificationEvent[] on) => new() { Channel = channel, On = on };

    private static RunEvent Happened(string type, string? status, string? stage = null) =>
        new() { Sequence = 1, Time = DateTimeOffset.UnixEpoch, Type = type, Status = status, Stage = stage, Attempt = 1 };
}
