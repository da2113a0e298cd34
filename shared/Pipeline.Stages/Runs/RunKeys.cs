using System.Globalization;

namespace Pipeline.Stages.Runs;

/// <summary>Where the records of runs lie in storage.</summary>
internal static class RunKeys
{
    /// <summary>The table whose partitions are runs.</summary>
    public const string Runs = "Runs";

    /// <summary>The table of everything that leads to runs: lists, active runs, run numbers, idempotency keys.</summary>
    public const string Index = "RunIndex";

    public const string Run = "run";
    public const string Definition = "definition";
    public const string EventHead = "events";
    public const string EventPrefix = "event:";
    public const string StagePrefix = "stage:";

    public const string AllRuns = "all";
    public const string ActiveRuns = "active";
    public const string RunNumbers = "number";
    public const string Census = "census";
    public const string DeletingRuns = "deleting";
    public const string DeletedRuns = "deleted";

    public static string Stage(string id) => StagePrefix + id;

    public static string Event(long sequence) => EventPrefix + sequence.ToString("D10", CultureInfo.InvariantCulture);

    public static string RunsOfPipeline(string application, string pipeline) => $"pipeline:{application}/{pipeline}";

    public static string RunsOfApplication(string application) => $"application:{application}";

    public static string IdempotencyKeys(string application, string pipeline) => $"key:{application}/{pipeline}";

    /// <summary>The first key after all keys with a prefix.</summary>
    public static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
