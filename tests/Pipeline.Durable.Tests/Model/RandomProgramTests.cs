using FsCheck;
using FsCheck.Fluent;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;
using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Model;

public sealed class RandomProgramTests
{
    /// <summary>
    /// Whatever the program and whatever happens to it, in whatever order: a loaded session asks, turn by turn, for exactly what a replay of
    /// the whole history up to there asks for (the harness compares every turn), and the finished history replays without a difference.
    /// </summary>
    [Fact]
    public void A_loaded_session_and_a_replay_of_every_prefix_agree()
    {
        var cases = RandomProgram.Gen.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary();
        var finished = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(40),
            Prop.ForAll(cases, ((RandomProgram Program, int Seed) made) =>
            {
                if (Run(made.Program, new Random(made.Seed)).IsCompleted)
                    Interlocked.Increment(ref finished);
            }));
        Assert.True(finished > 200, $"Only {finished} of 300 programs came to their end: the test does not prove what it should.");
    }

    private static OrchestrationSession Run(RandomProgram program, Random random)
    {
        var execution = ExecutionHarness.For(program.RunAsync);
        var open = new List<Func<HistoryEvent>>();
        Open(execution.Start().Actions, open, random);
        for (var turn = 0; turn < 120 && !execution.Session.IsCompleted; turn++)
        {
            execution.Pass(TimeSpan.FromHours(random.Next(48)));
            Open(execution.Turn(News(open, random, execution.Session.IsSuspended)).Actions, open, random);
        }
        HistoryReplay.Verify(execution.Executor, execution.History);
        return execution.Session;
    }

    private static HistoryEvent[] News(List<Func<HistoryEvent>> open, Random random, bool suspended)
    {
        var news = new List<HistoryEvent>();
        if (suspended && random.Next(2) == 0)
            news.Add(Resumed());
        else if (random.Next(10) == 0)
            news.Add(Suspended());
        for (var count = random.Next(3); count > 0 && open.Count > 0; count--)
        {
            var index = random.Next(open.Count);
            news.Add(open[index]());
            // Now and then a message comes twice.
            if (random.Next(10) > 0)
                open.RemoveAt(index);
        }
        if (random.Next(2) == 0)
            news.Add(Raised(random.GetItems(["a", "B", "c"], 1)[0], $"\"e{random.Next(100)}\""));
        return [.. news];
    }

    private static void Open(IEnumerable<OrchestratorAction> actions, List<Func<HistoryEvent>> open, Random random)
    {
        foreach (var action in actions)
        {
            var (id, result) = (action.Id, $"\"r{random.Next(100)}\"");
            if (action.ScheduleTask is not null)
                open.Add(random.Next(4) == 0 ? () => Failed(id) : () => Completed(id, result));
            else if (action.CreateTimer is not null)
                open.Add(() => Fired(id));
            else if (action.CreateSubOrchestration is not null)
                open.Add(() => ChildCompleted(id, result));
        }
    }
}
