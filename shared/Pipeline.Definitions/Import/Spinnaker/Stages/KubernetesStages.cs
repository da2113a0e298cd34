namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages that work on a Kubernetes cluster (reference C6).</summary>
internal static class KubernetesStages
{
    public static IEnumerable<KeyValuePair<string, StageTypeImport>> All { get; } = new Dictionary<string, StageTypeImport>
    {
        ["deleteManifest"] = new("deploy.delete"),
        ["deployManifest"] = new("deploy.manifest"),
        ["disableManifest"] = new("deploy.disable"),
        ["enableManifest"] = new("deploy.enable"),
        ["findArtifactsFromResource"] = new("deploy.find-artifacts-from-resource"),
        ["patchManifest"] = new("deploy.patch"),
        ["rollingRestartManifest"] = new("deploy.rolling-restart"),
        ["runJob"] = new("deploy.run-job"),
        ["runJobManifest"] = new("deploy.run-job"),
        ["scaleManifest"] = new("deploy.scale"),
        ["undoRolloutManifest"] = new("deploy.undo-rollout"),
    };
}
