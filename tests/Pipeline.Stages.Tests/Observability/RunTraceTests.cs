using System.Diagnostics;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Observability;

public sealed class RunTraceTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static readonly RunDocument Run = new()
    {
        Id = "01jq0000000000000000000000",
        Number = 1,
        Pipeline = "p",
        Application = "default",
        Revision = 1,
        Trigger = new() { Type = "manual" },
        StartedBy = "ann",
        CreatedAt = new(2026, 3, 31, 0, 0, 0, TimeSpan.Zero),
    };

    // Written down: a process of a later release goes on with the same trace.
    [Fact]
    public void Ids_follow_from_the_run_and_stay_what_they_are()
    {
        Assert.Equal("f2d5971a84c55d6dbec1520ee36b6660", RunTrace.TraceIdOf(Run).ToHexString());
        Assert.Equal("a7617d1e2b0fa525", RunTrace.SpanIdOf(Run.Id, 1).ToHexString());
        Assert.Equal("faf68b10d8d6eaf2", RunTrace.SpanIdOf(Run.Id, "a", 1).ToHexString());
    }

    [Fact]
    public void Every_run_generation_stage_and_attempt_has_ids_of_its_own()
    {
        string[] spans =
        [
            RunTrace.SpanIdOf("r", 1).ToHexString(), RunTrace.SpanIdOf("r", 2).ToHexString(), RunTrace.SpanIdOf("s", 1).ToHexString(),
            RunTrace.SpanIdOf("r", "a", 1).ToHexString(), RunTrace.SpanIdOf("r", "a", 2).ToHexString(), RunTrace.SpanIdOf("r", "b", 1).ToHexString(),
        ];

        Assert.Equal(spans.Length, spans.Distinct().Count());
        Assert.NotEqual(RunTrace.TraceIdOf(Run), RunTrace.TraceIdOf(Run with { Id = "another" }));
    }

    [Fact]
    public void A_run_that_was_started_in_a_trace_belongs_to_it()
    {
        var run = Run with { Trace = new(Parent, "a=1") };

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", RunTrace.TraceIdOf(run).ToHexString());
        Assert.Equal("a=1", RunTrace.ContextOf(run, "a", 1).TraceState);
    }

    [Fact]
    public void A_context_is_written_as_it_is_read()
    {
        var context = RunTrace.ContextOf(Run with { Trace = new(Parent, "a=1") }, "a", 1);

        Assert.Equal(context, TraceContext.Of(context).ToActivityContext(), new SameContext());
    }

    [Fact]
    public void A_span_takes_the_id_that_it_is_given()
    {
        var id = RunTrace.SpanIdOf("r", "a", 1);
        using var activity = new Activity("span").SetIdFormat(ActivityIdFormat.W3C).Start();

        Assert.True(ActivityIds.TrySetSpanId(activity, id));

        Assert.Equal(id, activity.SpanId);
        Assert.Contains(id.ToHexString(), activity.Id, StringComparison.Ordinal);
        using var child = new Activity("child").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.Equal(id, child.ParentSpanId);
    }

    [Fact]
    public void Traces_get_the_id_that_they_are_to_have_and_others_random_ones()
    {
        var id = RunTrace.TraceIdOf(Run);
        var before = Activity.Current;
        Activity.Current = null;
        using var given = ActivityIds.WithTraceId(id, () => new Activity("given").SetIdFormat(ActivityIdFormat.W3C).Start());
        Activity.Current = null;
        using var random = new Activity("random").SetIdFormat(ActivityIdFormat.W3C).Start();
        Activity.Current = before;

        Assert.Equal(id, given.TraceId);
        Assert.NotEqual(id, random.TraceId);
        Assert.NotEqual(default, random.TraceId);
    }

    private sealed class SameContext : IEqualityComparer<ActivityContext>
    {
        public bool Equals(ActivityContext x, ActivityContext y) =>
            (x.TraceId, x.SpanId, x.TraceFlags, x.TraceState) == (y.TraceId, y.SpanId, y.TraceFlags, y.TraceState);

        public int GetHashCode(ActivityContext context) => context.SpanId.GetHashCode();
    }
}
