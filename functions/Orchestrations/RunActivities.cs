using Pipeline.Durable;

namespace Pipeline.Functions.Orchestrations;

/// <summary>The activities of a run that are not a stage's, by name, and how activities are repeated.</summary>
internal static class RunActivities
{
    public const string LoadRunPlan = "LoadRunPlan";
    public const string CompleteRun = "CompleteRun";
    public const string RecordPause = "RecordPause";
    public const string HaltRun = "HaltRun";

    /// <summary>
    /// A stage's failure is a result, not an exception. What throws is storage that cannot be reached: that is tried again for a day.
    /// </summary>
    public static TaskOptions UntilDone { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 300,
        firstRetryInterval: TimeSpan.FromSeconds(1),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5)));
}
