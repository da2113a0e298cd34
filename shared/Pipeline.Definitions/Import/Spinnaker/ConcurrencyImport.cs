using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>How many runs go at once, and what becomes of those that wait (reference A9).</summary>
internal static class ConcurrencyImport
{
    /// <summary>The rule; null when there is none.</summary>
    public static JsonObject? Read(SpinnakerObject pipeline)
    {
        var isLimited = pipeline.Boolean("limitConcurrent") ?? false;
        var most = pipeline.Number("maxConcurrentExecutions") ?? 0;
        var keepsWaiting = pipeline.Boolean("keepWaitingPipelines") ?? false;
        var max = isLimited ? 1 : most is >= 1 and <= int.MaxValue ? (int)most : 0;
        return max == 0 ? null : new JsonObject { ["max"] = max, ["policy"] = keepsWaiting ? "queue" : "latest-only" };
    }
}
