using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipeline.Stages.Observability;

/// <summary>Counts and measures runs under the meter <see cref="Name"/>: what this process saw. Without a listener it costs nothing.</summary>
public sealed class RunMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pipeline";

    private static readonly InstrumentAdvice<double> Stages = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14400, 86400, 259200] };
    private static readonly InstrumentAdvice<double> Queues = new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 3600] };

    private readonly Meter meter = new(Name);
    private readonly KeyValuePair<string, object?>? instance;
    private readonly Counter<long> ended;
    private readonly Histogram<double> stageDuration;
    private readonly Histogram<double> runQueue;
    private readonly Histogram<double> stepQueue;

    /// <summary>Makes the instruments.</summary>
    /// <param name="instance">Tells this process's measurements from those of the others that serve the same storage; null: there are none.</param>
    public RunMeter(string? instance = null)
    {
        if (instance is not null)
            this.instance = new("instance", instance);
        ended = meter.CreateCounter<long>("pipeline.runs.ended", "{run}", "Runs that ended, by how they ended.");
        stageDuration = meter.CreateHistogram("pipeline.stage.duration", "s", "How long attempts of stages took, waiting included.", advice: Stages);
        runQueue = meter.CreateHistogram("pipeline.run.queue.duration", "s", "How long runs took from the acceptance of their start to their beginning.", advice: Queues);
        stepQueue = meter.CreateHistogram("pipeline.step.queue.duration", "s", "How late timed steps of stages began: from when they were due.", advice: Queues);
    }

    /// <summary>A run ended.</summary>
    public void RunEnded(string application, string pipeline, string status)
    {
        if (ended.Enabled)
            ended.Add(1, Tags(Tag("application", application), Tag("pipeline", pipeline), Tag("status", status)));
    }

    /// <summary>An attempt of a stage ended.</summary>
    public void StageEnded(string type, string status, TimeSpan duration)
    {
        if (stageDuration.Enabled)
            stageDuration.Record(Seconds(duration), Tags(Tag("type", type), Tag("status", status)));
    }

    /// <summary>A run began.</summary>
    public void RunBegan(string application, TimeSpan waited)
    {
        if (runQueue.Enabled)
            runQueue.Record(Seconds(waited), Tags(Tag("application", application)));
    }

    /// <summary>A step began whose time had come.</summary>
    public void StepBegan(string type, TimeSpan late)
    {
        if (stepQueue.Enabled)
            stepQueue.Record(Seconds(late), Tags(Tag("type", type)));
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    // Clocks of two processes may differ a little.
    private static double Seconds(TimeSpan duration) => Math.Max(0, duration.TotalSeconds);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private TagList Tags(params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var list = new TagList(tags);
        if (instance is { } process)
            list.Add(process);
        return list;
    }
}
