using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;
using Pipeline.Storage;

namespace Pipeline.Durable.Tests.Embedded.Store;

/// <summary>What the embedded backend relies on in a store. A subclass brings one, and gives a second one on the same storage after a restart.</summary>
public abstract class OrchestrationStoreConformance
{
    private static readonly DateTimeOffset s_now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A store, opened, on the test's storage.</summary>
    private protected abstract Task<IOrchestrationStore> OpenAsync();

    [Fact]
    public async Task A_created_instance_is_there_after_a_restart_and_has_work_at_once()
    {
        var store = await OpenAsync();
        await store.CreateAsync(New("a"), static _ => false, Cancellation);
        store = await OpenAsync();

        var loaded = await store.LoadAsync("a", Cancellation);

        Assert.Equal((OrchestrationStatus.Pending, 0), (loaded!.Head.Status, loaded.Head.Turn));
        Assert.Equal("\"input\"", Assert.Single(loaded.History).ExecutionStarted.Input);
        Assert.Equal("\"input\"", (await store.ReadAsync("a", withInput: true, Cancellation))!.Input);
        Assert.True(Assert.Single(await WakeupsAsync(store)).At <= s_now);
        Assert.Null(await store.LoadAsync("b", Cancellation));
        Assert.Null(await store.ReadAsync("b", withInput: false, Cancellation));
    }

    [Fact]
    public async Task A_second_creation_gives_the_instance_that_is_there_unless_it_may_go()
    {
        var store = await OpenAsync();
        await store.CreateAsync(New("a"), static _ => false, Cancellation);

        var refused = await store.CreateAsync(New("a", execution: "second"), static _ => false, Cancellation);
        var replaced = await store.CreateAsync(New("a", execution: "third"), static _ => true, Cancellation);

        Assert.Equal((false, "execution"), (refused.IsNew, refused.Head.ExecutionId));
        Assert.True(replaced.IsNew);
        Assert.Equal("third", (await store.LoadAsync("a", Cancellation))!.Head.ExecutionId);
    }

    [Fact]
    public async Task A_turn_takes_consumed_messages_out_and_adds_to_the_history()
    {
        var store = await OpenAsync();
        var head = (await store.CreateAsync(New("a"), static _ => false, Cancellation)).Head;
        var first = await store.EnqueueAsync(new InstanceMessage("a", Raised("first")), Cancellation);
        var second = await store.EnqueueAsync(new InstanceMessage("a", Raised("second")), Cancellation);
        Assert.True(first!.Value.Sequence < second!.Value.Sequence);

        var turn = await store.CommitAsync(Turn(head, [New("a").Started, Raised("first")]) with { Consumed = [first.Value.Sequence] }, Cancellation);
        await store.CommitAsync(Turn(turn.Head, [Raised("third")]), Cancellation);
        var loaded = await (await OpenAsync()).LoadAsync("a", Cancellation);

        Assert.Equal(2, loaded!.Head.Turn);
        Assert.Equal(["", "first", "third"], loaded.History.Select(static e => e.EventRaised?.Name ?? ""));
        Assert.Equal("second", Assert.Single(loaded.Inbox).Event.EventRaised.Name);
    }

    [Fact]
    public async Task A_turn_larger_than_a_transaction_takes_effect_as_a_whole()
    {
        var store = await OpenAsync();
        var head = (await store.CreateAsync(New("a"), static _ => false, Cancellation)).Head;
        var consumed = new List<long>();
        for (var number = 0; number < 150; number++)
            consumed.Add((await store.EnqueueAsync(new InstanceMessage("a", Raised($"{number}")), Cancellation))!.Value.Sequence);
        var children = Enumerable.Range(0, 150).Select(number => Start("a", $"child-{number:D3}")).ToList();

        var committed = await store.CommitAsync(Turn(head, [New("a").Started]) with { Consumed = consumed, Outgoing = children }, Cancellation);
        var loaded = await (await OpenAsync()).LoadAsync("a", Cancellation);

        Assert.Empty(loaded!.Inbox);
        Assert.Equal(150, committed.Deliveries.Count + committed.Undelivered.Count);
        Assert.Equal(committed.Undelivered.Select(static message => message.Target), loaded.Undelivered.Select(static message => message.Target));
    }

    [Fact]
    public async Task Continuing_as_new_leaves_only_the_start_of_the_next_execution()
    {
        var store = await OpenAsync();
        var head = (await store.CreateAsync(New("a"), static _ => false, Cancellation)).Head;
        for (var turn = 0; turn < 130; turn++)
            head = (await store.CommitAsync(Turn(head, [turn == 0 ? New("a").Started : Raised("x")]), Cancellation)).Head;

        var next = head with { Generation = 1, Turn = 0, ExecutionId = "next" };
        await store.CommitAsync(new TurnCommit { Before = head, After = next, Events = [New("a", "next", "\"again\"").Started, Raised("carried")] }, Cancellation);
        store = await OpenAsync();
        var loaded = await store.LoadAsync("a", Cancellation);

        Assert.Equal((1, 0, 2), (loaded!.Head.Generation, loaded.Head.Turn, loaded.History.Count));
        Assert.Equal("\"again\"", (await store.ReadAsync("a", withInput: true, Cancellation))!.Input);
        await store.CommitAsync(Turn(loaded.Head, [New("a").Started, Raised("carried")]), Cancellation);
        Assert.Equal(2, (await store.LoadAsync("a", Cancellation))!.History.Count);
    }

    [Fact]
    public async Task A_message_with_a_key_arrives_once_until_its_sender_has_forgotten_it()
    {
        var store = await OpenAsync();
        var sender = (await store.CreateAsync(New("sender"), static _ => false, Cancellation)).Head;
        await store.CreateAsync(New("receiver"), static _ => false, Cancellation);
        var message = new InstanceMessage("receiver", Raised("once")) { Key = "sender/1", ExecutionId = "execution" };

        var committed = await store.CommitAsync(Turn(sender, [New("sender").Started]) with { Outgoing = [message] }, Cancellation);
        foreach (var undelivered in committed.Undelivered)
        {
            await store.EnqueueAsync(undelivered, Cancellation);
            Assert.Null(await store.EnqueueAsync(undelivered, Cancellation));
        }

        await store.ForgetAsync("sender", committed.Undelivered, Cancellation);
        store = await OpenAsync();
        var arrived = Assert.Single((await store.LoadAsync("receiver", Cancellation))!.Inbox);

        Assert.Equal(("once", "execution"), (arrived.Event.EventRaised.Name, arrived.ExecutionId));
        Assert.Empty((await store.LoadAsync("sender", Cancellation))!.Undelivered);
    }

    [Fact]
    public async Task Messages_to_nobody_and_to_the_ended_are_not_kept()
    {
        var store = await OpenAsync();
        var head = (await store.CreateAsync(New("a"), static _ => false, Cancellation)).Head;
        await store.CommitAsync(Ended(head), Cancellation);

        Assert.Null(await store.EnqueueAsync(new InstanceMessage("a", Raised("late")), Cancellation));
        Assert.Null(await store.EnqueueAsync(new InstanceMessage("nobody", Raised("lost")), Cancellation));
        Assert.Empty((await store.LoadAsync("a", Cancellation))!.Inbox);
    }

    [Fact]
    public async Task A_restart_looks_only_at_those_that_have_work()
    {
        var store = await OpenAsync();
        foreach (var (id, wakeAt) in new (string, DateTimeOffset?)[] { ("waits", null), ("sleeps", s_now.AddDays(3)), ("works", s_now), ("ends", s_now) })
        {
            var head = (await store.CreateAsync(New(id), static _ => false, Cancellation)).Head;
            var turn = Turn(head, [New(id).Started]);
            var committed = await store.CommitAsync(id == "ends" ? Ended(head) : turn with { After = turn.After with { WakeAt = wakeAt } }, Cancellation);
            if (id is "waits" or "sleeps")
                await store.ParkAsync(committed.Head, Cancellation);
        }

        Assert.Equal(["sleeps", "works"], (await WakeupsAsync(await OpenAsync())).Select(static wakeup => wakeup.InstanceId).Order());
        Assert.Equal(s_now.AddDays(3), (await WakeupsAsync(await OpenAsync())).Single(static wakeup => wakeup.InstanceId == "sleeps").At);

        store = await OpenAsync();
        await store.EnqueueAsync(new InstanceMessage("waits", Raised("now")), Cancellation);
        Assert.Contains("waits", (await WakeupsAsync(await OpenAsync())).Where(static wakeup => wakeup.At <= s_now).Select(static wakeup => wakeup.InstanceId));
    }

    [Fact]
    public async Task A_deleted_instance_leaves_nothing()
    {
        var store = await OpenAsync();
        var head = (await store.CreateAsync(New("a"), static _ => false, Cancellation)).Head;
        await store.CommitAsync(Ended(head), Cancellation);

        Assert.True(await store.DeleteAsync("a", Cancellation));
        Assert.False(await store.DeleteAsync("a", Cancellation));
        Assert.Null(await store.LoadAsync("a", Cancellation));
        Assert.Empty((await store.QueryAsync(new InstanceFilter(), Cancellation)).Instances);
        Assert.Empty(await WakeupsAsync(await OpenAsync()));
    }

    [Fact]
    public async Task Of_two_owners_that_take_the_same_turn_one_is_refused_or_there_are_never_two()
    {
        var first = await OpenAsync();
        var head = (await first.CreateAsync(New("a"), static _ => false, Cancellation)).Head;
        var second = await OpenAsync();
        await second.CommitAsync(Turn(head, [New("a").Started]), Cancellation);

        if (HasOneOwner)
            return;
        await Assert.ThrowsAsync<RowAlreadyExistsException>(() => first.CommitAsync(Turn(head, [New("a").Started]), Cancellation));
        Assert.Single((await second.LoadAsync("a", Cancellation))!.History);
    }

    /// <summary>Whether the storage itself keeps a second process out.</summary>
    private protected virtual bool HasOneOwner => false;

    private static async Task<List<Wakeup>> WakeupsAsync(IOrchestrationStore store)
    {
        var wakeups = new List<Wakeup>();
        await foreach (var wakeup in store.RecoverAsync(Cancellation))
            wakeups.Add(wakeup);
        return wakeups;
    }

    private static NewInstance New(string id, string execution = "execution", string input = "\"input\"") => NewInstance.From(Event(new HistoryEvent
    {
        ExecutionStarted = new ExecutionStartedEvent
        {
            Name = "Orchestrator",
            Input = input,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = id, ExecutionId = execution },
        },
    }));

    private static InstanceMessage Start(string parent, string child)
    {
        var started = New(child, parent + "/" + child).Started;
        started.ExecutionStarted.ParentInstance = new ParentInstanceInfo { OrchestrationInstance = new OrchestrationInstance { InstanceId = parent, ExecutionId = "execution" } };
        return new InstanceMessage(child, started) { Key = parent + "/" + child };
    }

    private static TurnCommit Turn(InstanceHead before, IReadOnlyList<HistoryEvent> events) => new()
    {
        Before = before,
        After = before with { Turn = before.Turn + 1, Status = OrchestrationStatus.Running },
        Events = events,
    };

    private static TurnCommit Ended(InstanceHead before)
    {
        var turn = Turn(before, [New(before.InstanceId).Started]);
        return turn with { After = turn.After with { Status = OrchestrationStatus.Completed, WakeAt = null } };
    }

    private static HistoryEvent Raised(string name) => Event(new HistoryEvent { EventRaised = new EventRaisedEvent { Name = name } });

    private static HistoryEvent Event(HistoryEvent happened)
    {
        happened.EventId = -1;
        happened.Timestamp = Timestamp.FromDateTimeOffset(s_now);
        return happened;
    }
}
