namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages of build systems and images (reference C3, C4).</summary>
internal static class BuildStages
{
    public static IEnumerable<KeyValuePair<string, StageTypeImport>> All { get; } = new Dictionary<string, StageTypeImport>
    {
        ["awsCodeBuild"] = new("build.aws-code-build"),
        ["bake"] = new("build.bake"),
        ["bakeManifest"] = new("build.bake-manifest", BakeManifestImport.Convert),
        ["concourse"] = new("build.concourse"),
        ["findImage"] = ClusterImport.FindImage,
        ["findImageFromCluster"] = ClusterImport.FindImage,
        ["findImageFromTags"] = new("build.find-image-from-tags"),
        ["googleCloudBuild"] = new("build.google-cloud-build"),
        ["jenkins"] = new("build.jenkins"),
        ["script"] = new("build.script"),
        ["travis"] = new("build.travis"),
        ["upsertImageTags"] = new("build.tag-image"),
        ["wercker"] = new("build.wercker"),
    };
}
