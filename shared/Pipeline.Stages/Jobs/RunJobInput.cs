using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Definitions.Durations;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Jobs;

/// <summary>What <c>run.job</c> takes.</summary>
[ExactlyOneOf("manifest", "artifact", "file", "image")]
public sealed record RunJobInput
{
    /// <summary>The name of the setting of the kind <c>deployment-targets</c> where the job runs.</summary>
    [SettingName(DeploymentTarget.KindName)]
    public required string Target { get; init; }

    /// <summary>The namespace; left out: the manifest's, else the target's default one.</summary>
    public string? Namespace { get; init; }

    /// <summary>The Job: a text in YAML or JSON, or an object. Its name gets an ending of its own in each attempt.</summary>
    public JsonNode? Manifest { get; init; }

    /// <summary>The id of the artifact that holds the Job.</summary>
    public string? Artifact { get; init; }

    /// <summary>The file in a source repository that holds the Job.</summary>
    public ManifestFile? File { get; init; }

    /// <summary>The image of the only container, where no Job is given.</summary>
    public string? Image { get; init; }

    /// <summary>What <c>image</c> runs; left out: what the image itself says.</summary>
    public IReadOnlyList<string> Command { get; set; } = [];

    /// <summary>The arguments of <c>command</c>, or of what the image runs.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Environment variables of <c>image</c> by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>The service account that the pods of <c>image</c> act as.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>The resources of <c>image</c> as Kubernetes has them: <c>requests</c> and <c>limits</c>.</summary>
    public JsonObject? Resources { get; init; }

    /// <summary>How often a failed container of <c>image</c> is tried again.</summary>
    [Range(0, 100)]
    public int Retries { get; set; }

    /// <summary>Whether artifacts that the stage can see are used where the Job names them: images, ConfigMaps, Secrets.</summary>
    public bool BindArtifacts { get; set; } = true;

    /// <summary>The name of the setting of the kind <c>image-registries</c> that is asked for the highest number when an image's tag ends in <c>_{BUILD_NUMBER}</c>.</summary>
    [SettingName(Settings.ImageRegistries.ImageRegistry.KindName)]
    public string? ImageRegistry { get; init; }

    /// <summary>Whether the stage waits for the job's end. If not, it ends when the job is made, and leaves it there.</summary>
    public bool WaitForCompletion { get; set; } = true;

    /// <summary>
    /// The container whose log has values for later stages: lines <c>PIPELINE_PROPERTY_NAME=value</c> (or <c>SPINNAKER_PROPERTY_…</c>), or one line
    /// <c>PIPELINE_CONFIG_JSON={…}</c> (or <c>SPINNAKER_CONFIG_JSON</c>). The stage fails when there are none. Left out: any container may, and none has to.
    /// </summary>
    public string? PropertiesFrom { get; init; }

    /// <summary>When the job is deleted with its pods.</summary>
    public JobCleanup Cleanup { get; set; } = JobCleanup.Always;

    /// <summary>How long a pod may be kept from starting, such as by an image that cannot be pulled, before the stage fails; four times as long where it waits for a node or a volume.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan FailFastAfter { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>When a job is deleted.</summary>
[JsonConverter(typeof(NamedValueConverter<JobCleanup>))]
public enum JobCleanup
{
    /// <summary>When it has ended, and when the stage is cancelled.</summary>
    [JsonStringEnumMemberName("always")] Always,

    /// <summary>When it has ended well, and when the stage is cancelled; a failed one stays, to be looked at.</summary>
    [JsonStringEnumMemberName("on-success")] OnSuccess,

    /// <summary>Only when the stage is cancelled.</summary>
    [JsonStringEnumMemberName("never")] Never,
}
