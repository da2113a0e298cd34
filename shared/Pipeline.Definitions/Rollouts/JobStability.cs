using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Definitions.Rollouts;

/// <summary>When a Job is stable (KubernetesJobHandler): it is complete. Of one that works off a queue, and so has no completions, the controller says it.</summary>
internal static class JobStability
{
    public static Stability Of(JsonObject job)
    {
        if (job.Condition("Failed") is { } failed)
            return Stability.Failed(Reason(failed));

        var succeeded = job.Status().Count("succeeded");
        var completions = ManifestFields.Number(job.Spec()?["completions"]);
        if (job.Condition("Complete") is not null || completions is { } wanted && succeeded >= wanted)
            return Stability.Stable("It is complete.");

        var missing = completions is { } number ? StatusFields.Of(succeeded, (int)number, "done", "completion") : $"{job.Status().Count("active")} pods are at work.";
        return job.Spec().Is("suspend") ? Stability.Paused($"The job is suspended and goes on when somebody resumes it. {missing}") : Stability.Unstable(missing);
    }

    private static string Reason(JsonObject failed) => (failed.TextOf("reason"), failed.TextOf("message")) switch
    {
        ({ Length: > 0 } reason, { Length: > 0 } message) => $"The job failed ({reason}): {message}",
        ({ Length: > 0 } reason, _) => $"The job failed ({reason}).",
        (_, { Length: > 0 } message) => $"The job failed: {message}",
        _ => "The job failed.",
    };
}
