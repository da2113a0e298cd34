using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipeline.Durable.Embedded;

/// <summary>Traces and metrics under the name <c>Pipeline.Durable</c>.</summary>
internal static class Telemetry
{
    private static readonly Meter s_meter = new("Pipeline.Durable");

    /// <summary>A span for every activity.</summary>
    public static ActivitySource Activities { get; } = new("Pipeline.Durable");

    /// <summary>Committed turns.</summary>
    public static Counter<long> Turns { get; } = s_meter.CreateCounter<long>("pipeline.durable.turns", "{turn}", "Committed orchestration turns.");

    /// <summary>Activities that ended.</summary>
    public static Counter<long> ActivitiesEnded { get; } = s_meter.CreateCounter<long>("pipeline.durable.activities", "{activity}", "Activities that ended.");
}
