using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Embedded.Instances;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;

namespace Pipeline.Durable.Tests.Embedded.Instances;

public sealed class TurnRulesTests
{
    private static readonly Timestamp s_now = Timestamp.FromDateTimeOffset(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Scheduled_activities_keep_their_input_until_they_have_a_result()
    {
        var work = new PendingWork();
        var effect = Apply(work, new OrchestratorAction { Id = 3, ScheduleTask = new ScheduleTaskAction { Name = "Build", Input = "\"x\"" } });

        Assert.Equal((3, "Build", "\"x\""), (effect.Activities[0].Id, effect.Activities[0].Task.Name, effect.Activities[0].Task.Input));
        Assert.True(effect.Head.WakeAt < s_now.ToDateTimeOffset());
        Assert.True(work.Accepts(Completed(3)));
        work.Apply(Completed(3));
        Assert.False(work.Accepts(Completed(3)));
        Assert.Null(work.WakeAt);
    }

    [Fact]
    public void The_earliest_timer_says_when_to_wake()
    {
        var work = new PendingWork();
        var effect = Apply(work, Timer(1, 60), Timer(2, 30), Timer(3, 90));

        Assert.Equal(s_now.ToDateTimeOffset().AddMinutes(30), effect.Head.WakeAt);
        Assert.Equal([2, 1], work.DueTimers(s_now.ToDateTimeOffset().AddMinutes(60)).Select(static due => due.TimerFired.TimerId));
    }

    [Theory]
    [InlineData(OrchestrationStatus.Completed, HistoryEvent.EventTypeOneofCase.SubOrchestrationInstanceCompleted)]
    [InlineData(OrchestrationStatus.Failed, HistoryEvent.EventTypeOneofCase.SubOrchestrationInstanceFailed)]
    [InlineData(OrchestrationStatus.Terminated, HistoryEvent.EventTypeOneofCase.SubOrchestrationInstanceFailed)]
    public void An_ended_child_tells_the_execution_of_its_parent_that_started_it(OrchestrationStatus status, HistoryEvent.EventTypeOneofCase told)
    {
        var effect = Apply(new PendingWork(), Complete(status));

        Assert.True(effect.Head.IsFinished);
        Assert.Null(effect.Head.WakeAt);
        var message = Assert.Single(effect.Outgoing);
        Assert.Equal(("parent", "parent-execution", told), (message.Target, message.ExecutionId, message.Event.EventTypeCase));
    }

    [Fact]
    public void Continuing_as_new_begins_an_execution_with_the_same_parent_and_the_events_carried_over()
    {
        var complete = Complete(OrchestrationStatus.ContinuedAsNew);
        complete.CompleteOrchestration.CarryoverEvents.Add(new HistoryEvent { EventRaised = new EventRaisedEvent { Name = "kept" } });

        var effect = Apply(new PendingWork(), complete);

        Assert.Equal((1, 0), (effect.Head.Generation, effect.Head.Turn));
        Assert.NotEqual("execution", effect.Head.ExecutionId);
        Assert.Equal(effect.Head.ExecutionId, effect.Events[0].ExecutionStarted.OrchestrationInstance.ExecutionId);
        Assert.Equal("parent", effect.Events[0].ExecutionStarted.ParentInstance.OrchestrationInstance.InstanceId);
        Assert.Equal("kept", effect.Events[1].EventRaised.Name);
        Assert.Empty(effect.Outgoing);
    }

    [Fact]
    public void A_repeated_turn_gives_its_messages_the_same_keys()
    {
        var send = new OrchestratorAction { Id = 7, SendEvent = new SendEventAction { Instance = new OrchestrationInstance { InstanceId = "other" }, Name = "go" } };

        Assert.Equal(Apply(new PendingWork(), send).Outgoing[0].Key, Apply(new PendingWork(), send).Outgoing[0].Key);
    }

    private static TurnEffect Apply(PendingWork work, params OrchestratorAction[] actions)
    {
        var started = new HistoryEvent
        {
            EventId = -1,
            Timestamp = s_now,
            ExecutionStarted = new ExecutionStartedEvent
            {
                Name = "Orchestrator",
                OrchestrationInstance = new OrchestrationInstance { InstanceId = "child", ExecutionId = "execution" },
                ParentInstance = new ParentInstanceInfo
                {
                    TaskScheduledId = 5,
                    OrchestrationInstance = new OrchestrationInstance { InstanceId = "parent", ExecutionId = "parent-execution" },
                },
            },
        };
        var news = new HistoryEvent { EventId = -1, Timestamp = s_now, OrchestratorStarted = new OrchestratorStartedEvent() };
        return TurnRules.Apply(NewInstance.From(started).Head, started, [news, started], new OrchestrationTurn(actions, null), work);
    }

    private static OrchestratorAction Complete(OrchestrationStatus status) =>
        new() { Id = 9, CompleteOrchestration = new CompleteOrchestrationAction { OrchestrationStatus = status } };

    private static OrchestratorAction Timer(int id, int minutes) =>
        new() { Id = id, CreateTimer = new CreateTimerAction { FireAt = Timestamp.FromDateTimeOffset(s_now.ToDateTimeOffset().AddMinutes(minutes)) } };

    private static HistoryEvent Completed(int id) => new() { TaskCompleted = new TaskCompletedEvent { TaskScheduledId = id } };
}
