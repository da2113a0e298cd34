using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions;
using Pipeline.Definitions.Durations;
using Pipeline.Stages.Deploy.Selection;

namespace Pipeline.Stages.Deploy.Patching;

/// <summary>What <c>deploy.patch</c> takes.</summary>
[Catalog.ExactlyOneOf("name", "cluster", "labelSelectors")]
public sealed record PatchInput : ObjectsInput, IStableWaitInput
{
    /// <summary>The patch: a map or, with <c>mergeStrategy: json</c>, a list of operations; or either as text in YAML or JSON. Exactly one of this and <c>artifact</c> is given.</summary>
    [JsonPropertyOrder(20)]
    public JsonNode? Patch { get; init; }

    /// <summary>The id of an artifact of the run whose content is the patch, in YAML or JSON.</summary>
    [JsonPropertyOrder(21)]
    public string? Artifact { get; init; }

    /// <summary>How the patch is meant: <c>strategic</c> (lists by the keys of their items; not for custom resources), <c>merge</c> (RFC 7386) or <c>json</c> (RFC 6902).</summary>
    [JsonPropertyOrder(22)]
    public PatchMeaning MergeStrategy { get; set; } = PatchMeaning.Strategic;

    /// <summary>Whether images, ConfigMaps and Secrets in the patch are bound to the artifacts of the run; never in a <c>json</c> patch.</summary>
    [JsonPropertyOrder(23)]
    public bool BindArtifacts { get; set; } = true;

    /// <summary>The ids of artifacts that the patch must use.</summary>
    [JsonPropertyOrder(24)]
    public IReadOnlyList<string> RequiredArtifacts { get; set; } = [];

    /// <summary>Whether the patch is written to the object's annotation <c>kubernetes.io/change-cause</c> as a line that names the run.</summary>
    [JsonPropertyOrder(25)]
    public bool Record { get; set; } = true;

    /// <summary>Whether the stage ends only when the objects are stable.</summary>
    [JsonPropertyOrder(30)]
    public bool WaitForStable { get; set; } = true;

    /// <summary>How long they may take to become stable.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(31)]
    public TimeSpan StableTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a pod may crash, or fail to pull its image, before the stage fails; four times as long where it waits for a node or a volume.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(32)]
    public TimeSpan FailFastAfter { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How a patch is meant.</summary>
[JsonConverter(typeof(NamedValueConverter<PatchMeaning>))]
public enum PatchMeaning
{
    /// <summary>Lists are merged by the keys of their kinds.</summary>
    [JsonStringEnumMemberName("strategic")] Strategic = PatchKind.Strategic,

    /// <summary>RFC 7386.</summary>
    [JsonStringEnumMemberName("merge")] Merge = PatchKind.Merge,

    /// <summary>RFC 6902.</summary>
    [JsonStringEnumMemberName("json")] Json = PatchKind.Json,
}
