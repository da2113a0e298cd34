using System.Collections.Concurrent;
using System.Diagnostics;
using Pipeline.Stages.Observability;

namespace Pipeline.Functions.Tests.Observability;

/// <summary>Keeps the spans that end, of all runs of the test process.</summary>
internal sealed class KeptSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public KeptSpans()
    {
        _listener = new()
        {
            ShouldListenTo = static source => source.Name == RunTrace.SourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _spans.Where(span => span.TraceId == trace)];

    public void Dispose() => _listener.Dispose();
}
