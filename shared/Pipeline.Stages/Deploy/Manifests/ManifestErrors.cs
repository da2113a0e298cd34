using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>What a refusal of one object means.</summary>
internal static class ManifestErrors
{
    /// <summary>The stage's error, with the object's name and what to do.</summary>
    public static StageError Of(PreparedManifest manifest, KubernetesException failed, string target)
    {
        var error = KubernetesErrors.ErrorOf(failed, target);
        var causes = string.Join("; ", failed.Causes.Take(5).Where(cause => !failed.Message.Contains(cause.Message, StringComparison.Ordinal)).Select(cause => cause.Field is null ? cause.Message : $"{cause.Field}: {cause.Message}"));
        var listed = causes.Length > 0 ? $" ({causes})" : "";
        var advice = failed.Failure is KubernetesFailure.Conflict
            ? " Leave these fields out of the manifest, or take them over with forceConflicts or the annotation strategy.pipeline.io/server-side-apply: force-conflicts."
            : "";
        return error with { Message = $"{manifest.Manifest.TitleOf()}: {error.Message}{listed}{advice}" };
    }
}
