using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Selection;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.DeploymentTargets;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>What <c>deploy.manifest</c> takes.</summary>
[ExactlyOneOf("manifests", "artifact", "file")]
public sealed record DeployManifestInput
{
    /// <summary>The name of the setting of the kind <c>deployment-targets</c> that is deployed to.</summary>
    [SettingName(DeploymentTarget.KindName)]
    public required string Target { get; init; }

    /// <summary>The manifests: a text of YAML documents or JSON, or objects or a list of them.</summary>
    public JsonNode? Manifests { get; init; }

    /// <summary>The id of the artifact that holds the manifests: one that a stage made (embedded or stored content), or a file in a source repository.</summary>
    public string? Artifact { get; init; }

    /// <summary>The file in a source repository that holds the manifests.</summary>
    public ManifestFile? File { get; init; }

    /// <summary>The namespace of all objects that lie in one, whatever the manifests say; left out: the manifests', else the target's.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only manifests whose labels fit all of these are deployed.</summary>
    public IReadOnlyList<ManifestLabelSelector> LabelSelectors { get; set; } = [];

    /// <summary>Whether the stage succeeds when no manifest fits the label selectors.</summary>
    public bool AllowNothingSelected { get; set; }

    /// <summary>The ids of artifacts of which each must be used by some manifest.</summary>
    public IReadOnlyList<string> RequiredArtifacts { get; set; } = [];

    /// <summary>Whether the other artifacts that the stage can see are used where manifests name them: images, ConfigMaps, Secrets.</summary>
    public bool BindArtifacts { get; set; } = true;

    /// <summary>
    /// The name of the setting of the kind <c>image-registries</c> that is asked for the highest number when an image's tag ends in
    /// <c>_{BUILD_NUMBER}</c> and this run has not built the image itself.
    /// </summary>
    [SettingName(Settings.ImageRegistries.ImageRegistry.KindName)]
    public string? ImageRegistry { get; init; }

    /// <summary>Whether pods get the labels <c>app.kubernetes.io/name</c>, <c>app.kubernetes.io/managed-by</c> and that of the version.</summary>
    public bool LabelPods { get; set; } = true;

    /// <summary>Whether fields that another tool manages are taken over; left out, the stage fails and names them. The annotation <c>strategy.pipeline.io/server-side-apply: force-conflicts</c> says it of one object.</summary>
    public bool ForceConflicts { get; set; }

    /// <summary>Whether the stage waits until everything is stable, and fails as soon as that will not come.</summary>
    public bool WaitForStable { get; set; } = true;

    /// <summary>How long it may take until everything is stable, for example <c>30m</c>; the stage's own <c>timeout</c> holds beside it.</summary>
    public TimeSpan StableTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a pod's trouble may last that may pass by itself, such as an image that cannot be pulled, before the stage fails.</summary>
    public TimeSpan FailFastAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a failure restores what was there before and deletes what the stage created.</summary>
    public bool AllOrNothing { get; set; }

    /// <summary>Whether nothing is changed: the server goes through every object, and the outputs say what would change.</summary>
    public bool DryRun { get; set; }

    /// <summary>How Services send traffic to a ReplicaSet and what becomes of the versions before it.</summary>
    public ManifestTraffic? Traffic { get; init; }
}

/// <summary>A file in a source repository.</summary>
public sealed record ManifestFile
{
    /// <summary>The name of the setting of the kind <c>source-repositories</c>.</summary>
    [SettingName(SourceRepository.KindName)]
    public required string Source { get; init; }

    /// <summary>The repository, for example <c>team/shop</c>; empty where the setting's address is the repository's.</summary>
    public string Repository { get; set; } = "";

    /// <summary>The file's path from the repository's root.</summary>
    public required string Path { get; init; }

    /// <summary>The branch whose newest commit is taken; of <c>branch</c>, <c>tag</c> and <c>commit</c> at most one, and none for the default branch.</summary>
    public string? Branch { get; init; }

    /// <summary>The tag whose commit is taken.</summary>
    public string? Tag { get; init; }

    /// <summary>The commit that is taken.</summary>
    public string? Commit { get; init; }
}

/// <summary>How traffic is sent to a ReplicaSet.</summary>
public sealed record ManifestTraffic
{
    /// <summary>The Services, for example <c>service web</c>; empty: those of the annotation <c>traffic.pipeline.io/load-balancers</c>.</summary>
    public IReadOnlyList<string> Services { get; set; } = [];

    /// <summary>Whether the new version gets traffic. If not, it is deployed dark, and <c>deploy.enable</c> gives it traffic later.</summary>
    public bool Enable { get; set; } = true;

    /// <summary>What becomes of the versions before it.</summary>
    public TrafficStrategy Strategy { get; set; } = TrafficStrategy.None;

    /// <summary>The steps of <c>rolling-red-black</c> in percent of the new version's replicas; 100 comes last by itself.</summary>
    public IReadOnlyList<int> Percentages { get; set; } = [];

    /// <summary>The pipeline that <c>custom</c> runs once the new version is stable.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The parameters of that pipeline's run.</summary>
    public JsonObject Parameters { get; set; } = [];
}
