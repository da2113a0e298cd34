using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>How many runs go at once, and what becomes of those that wait (reference A9).</summary>
internal static class ConcurrencyImport
{
    /// <summary>The rule; null when there is none, or none can be written yet.</summary>
    public static JsonObject? Read(SpinnakerObject pipeline, DocumentFeatures features)
    {
        var isLimited = pipeline.Boolean("limitConcurrent") ?? false;
        var most = pipeline.Number("maxConcurrentExecutions") ?? 0;
        var keepsWaiting = pipeline.Boolean("keepWaitingPipelines") ?? false;
        var max = isLimited ? 1 : most is >= 1 and <= int.MaxValue ? (int)most : 0;
        if (max == 0)
            return null;

        var rule = new JsonObject { ["max"] = max, ["policy"] = keepsWaiting ? "queue" : "latest-only" };
        if (features.Concurrency)
            return rule;

        pipeline.Report.Miss(
            pipeline.PathOf(isLimited ? "limitConcurrent" : "maxConcurrentExecutions"),
            $"at most {max} run{(max == 1 ? "" : "s")} at once",
            "no counterpart in this release",
            $"In a release that limits concurrent runs, write \"concurrency\": {rule.ToJsonString()}.");
        return null;
    }
}
