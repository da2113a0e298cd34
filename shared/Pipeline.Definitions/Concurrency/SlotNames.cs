namespace Pipeline.Definitions.Concurrency;

/// <summary>The names of slot pools: one for each pipeline that limits its runs, one for each group.</summary>
public static class SlotNames
{
    private const string PipelinePrefix = "pipeline:";
    private const string GroupPrefix = "group:";

    /// <summary>The pools that a run of a pipeline needs a slot of, the pipeline's own first.</summary>
    /// <param name="application">The application.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="limit">Its limit.</param>
    public static IReadOnlyList<string> Of(string application, string pipeline, ConcurrencyLimit limit) => limit.Group is { } group
        ? [$"{PipelinePrefix}{application}/{pipeline}", GroupPrefix + group]
        : [$"{PipelinePrefix}{application}/{pipeline}"];

    /// <summary>Whether the pool is a group's, whose slot a run shares with the runs that its stages wait for.</summary>
    public static bool IsGroup(string pool) => pool.StartsWith(GroupPrefix, StringComparison.Ordinal);

    /// <summary>What people call a pool, for example <c>pipeline checkout</c> or <c>group prod</c>.</summary>
    public static string Describe(string pool) => IsGroup(pool) ? $"group {pool[GroupPrefix.Length..]}" : $"pipeline {pool[(pool.IndexOf('/', StringComparison.Ordinal) + 1)..]}";
}
