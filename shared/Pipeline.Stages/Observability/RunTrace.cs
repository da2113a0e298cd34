using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Observability;

/// <summary>
/// The ids by which a run is traced. A run lasts for days, in many processes and across crashes: so ids are no memory of any of them but follow
/// from the run, and whoever comes to know how a span ended can emit it.
/// </summary>
public static class RunTrace
{
    /// <summary>The name of the source of all spans of runs.</summary>
    public const string SourceName = "Pipeline";

    internal static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The trace of a run: the one that it was started in, else its own.</summary>
    public static ActivityTraceId TraceIdOf(RunDocument run) =>
        run.Trace?.ToActivityContext() is { } context && context.TraceId != default
            ? context.TraceId
            : ActivityTraceId.CreateFromBytes(Digest($"trace/{run.Id}")[..16]);

    /// <summary>The span of a generation of a run.</summary>
    public static ActivitySpanId SpanIdOf(string run, int generation) =>
        ActivitySpanId.CreateFromBytes(Digest(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"run/{run}/{generation}"))[..8]);

    /// <summary>The span of an attempt of a stage.</summary>
    public static ActivitySpanId SpanIdOf(string run, string stage, int attempt) =>
        ActivitySpanId.CreateFromBytes(Digest(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"stage/{run}/{stage}/{attempt}"))[..8]);

    /// <summary>The context of an attempt of a stage, for what is called or started from it.</summary>
    public static ActivityContext ContextOf(RunDocument run, string stage, int attempt) =>
        new(TraceIdOf(run), SpanIdOf(run.Id, stage, attempt), FlagsOf(run), run.Trace?.State);

    /// <summary>The context of a run's generation, for its stages.</summary>
    internal static ActivityContext ContextOf(RunDocument run, int generation) =>
        new(TraceIdOf(run), SpanIdOf(run.Id, generation), FlagsOf(run), run.Trace?.State, isRemote: true);

    /// <summary>Makes the root span of a run, not started; null when nobody listens.</summary>
    internal static Activity? CreateRoot(RunDocument run, string name)
    {
        if (run.Trace is { } trace)
            return Source.CreateActivity(name, ActivityKind.Internal, trace.ToActivityContext());

        // Without a parent the current activity would become one.
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            return ActivityIds.WithTraceId(TraceIdOf(run), () => Source.CreateActivity(name, ActivityKind.Internal));
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>
    /// Whether the run's trace is recorded: as the sampler says of its root, which decides by what is the same everywhere. Where nobody
    /// listens, whoever started the run decides.
    /// </summary>
    private static ActivityTraceFlags FlagsOf(RunDocument run)
    {
        if (!Source.HasListeners())
            return run.Trace?.ToActivityContext().TraceFlags ?? ActivityTraceFlags.None;

        using var root = CreateRoot(run, NameOf(run));
        return root is { Recorded: true } ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
    }

    internal static string NameOf(RunDocument run) => $"run {run.Pipeline}";

    private static ReadOnlySpan<byte> Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
