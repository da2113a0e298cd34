using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Rollouts;

/// <summary>When a Deployment is stable (KubernetesDeploymentHandler): all replicas are new, available and ready, and none is old or too many.</summary>
internal static class DeploymentStability
{
    public static Stability Of(JsonObject deployment)
    {
        if (!deployment.IsObserved())
            return Stability.Unstable("The controller has not seen the newest specification yet.");
        if (Progressing(deployment) is { } failed)
            return failed;

        var missing = Missing(deployment);
        if (missing is null)
            return Stability.Stable(StatusFields.Of(deployment.Status().Count("availableReplicas"), deployment.Spec().Count("replicas", 1), "updated and available"));
        return deployment.Spec().Is("paused")
            ? Stability.Paused($"The rollout is paused and goes on when somebody resumes it. {missing}")
            : Stability.Unstable(missing);
    }

    private static Stability? Progressing(JsonObject deployment) => deployment.Condition("Progressing", "False") is { } condition && condition.TextOf("reason") is "ProgressDeadlineExceeded"
        ? Stability.Failed($"The rollout exceeded its progress deadline of {deployment.Spec().Count("progressDeadlineSeconds", 600)} s. {Missing(deployment)}".TrimEnd())
        : null;

    private static string? Missing(JsonObject deployment)
    {
        var desired = deployment.Spec().Count("replicas", 1);
        var status = deployment.Status();
        var (all, updated, available, ready) = (status.Count("replicas"), status.Count("updatedReplicas"), status.Count("availableReplicas"), status.Count("readyReplicas"));
        if (updated < desired)
            return StatusFields.Of(updated, desired, "updated");
        if (all > updated)
            return all - updated == 1 ? "1 old replica is still there." : $"{all - updated} old replicas are still there.";
        if (available < updated)
            return StatusFields.Of(available, updated, "available");
        if (ready < desired)
            return StatusFields.Of(ready, desired, "ready");
        return all > desired ? $"There are {all} replicas instead of {desired}." : null;
    }
}
