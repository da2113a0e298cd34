namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages that work on a Kubernetes cluster (reference C6).</summary>
internal static class KubernetesStages
{
    public static IEnumerable<KeyValuePair<string, StageTypeImport>> All { get; } = new Dictionary<string, StageTypeImport>
    {
        ["deleteManifest"] = new("deploy.delete", ManifestStages.Delete),
        ["disableManifest"] = new("deploy.disable", ManifestStages.Traffic("deploy.disable")),
        ["enableManifest"] = new("deploy.enable", ManifestStages.Traffic("deploy.enable")),
        ["findArtifactsFromResource"] = new("deploy.find-artifacts-from-resource", ManifestStages.Plain("deploy.find-artifacts-from-resource")),
        ["patchManifest"] = new("deploy.patch", ManifestStages.Patch),
        ["rollingRestartManifest"] = new("deploy.rolling-restart", ManifestStages.Plain("deploy.rolling-restart")),
        ["deployManifest"] = new("deploy.manifest", ManifestImport.Convert),
        ["runJob"] = new("run.job", JobImport.Convert),
        ["runJobManifest"] = new("run.job", JobImport.Convert),
        ["scaleManifest"] = new("deploy.scale", ManifestStages.Scale),
        ["undoRolloutManifest"] = new("deploy.rollout-undo", ManifestStages.UndoRollout),
    };
}
