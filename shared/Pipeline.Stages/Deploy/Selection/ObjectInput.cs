using System.Text.Json.Serialization;
using Pipeline.Definitions.Manifests.Selection;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Selection;

/// <summary>What every stage takes that works on an object of a cluster: the object by its name, or one of a cluster by a criterion.</summary>
public abstract record ObjectInput
{
    /// <summary>The name of the setting of the kind <c>deployment-targets</c> that the object lies in.</summary>
    [SettingName(DeploymentTarget.KindName)]
    [JsonPropertyOrder(0)]
    public required string Target { get; init; }

    /// <summary>The namespace; left out: the target's default one. Means nothing for kinds without namespaces.</summary>
    [JsonPropertyOrder(1)]
    public string? Namespace { get; init; }

    /// <summary>The kind, for example <c>Deployment</c>; plural and short names are taken too. May be left out where it stands in front of the name.</summary>
    [JsonPropertyOrder(2)]
    public string? Kind { get; init; }

    /// <summary>The object's name, for example <c>web</c>, or with its kind <c>deployment web</c>.</summary>
    [JsonPropertyOrder(3)]
    public string? Name { get; init; }

    /// <summary>The cluster of which one object is chosen when the stage starts: what its versions are called together, for example <c>web</c> or <c>replicaSet web</c>.</summary>
    [JsonPropertyOrder(4)]
    public string? Cluster { get; init; }

    /// <summary>Which object of the cluster: <c>newest</c>, <c>second-newest</c>, <c>oldest</c>, <c>largest</c> or <c>smallest</c>.</summary>
    [JsonPropertyOrder(5)]
    public SelectionCriteria? Criteria { get; init; }

    /// <summary>What makes an object of the cluster larger: the <c>pods</c> that it has, or the <c>replicas</c> that it asks for.</summary>
    [JsonPropertyOrder(6)]
    public SelectionSize Size { get; set; } = SelectionSize.Pods;

    /// <summary>The application that the cluster belongs to; left out: the pipeline's.</summary>
    [JsonPropertyOrder(7)]
    public string? Application { get; init; }
}

/// <summary>What every stage takes that works on objects of a cluster, which may also be several by their labels.</summary>
public abstract record ObjectsInput : ObjectInput
{
    /// <summary>The kinds whose objects are selected by <c>labelSelectors</c>, besides <c>kind</c>.</summary>
    [JsonPropertyOrder(8)]
    public IReadOnlyList<string> Kinds { get; set; } = [];

    /// <summary>The labels by which objects are selected; all must hold. <c>[{ kind: ANY }]</c> selects every object of the kinds.</summary>
    [JsonPropertyOrder(9)]
    public IReadOnlyList<ManifestLabelSelector>? LabelSelectors { get; init; }
}

/// <summary>What stages take that wait until the object is stable.</summary>
public interface IStableWaitInput
{
    /// <summary>Whether the stage ends only when the object is stable.</summary>
    bool WaitForStable { get; }

    /// <summary>How long it may take.</summary>
    TimeSpan StableTimeout { get; }

    /// <summary>How long a pod's trouble may last that may pass by itself.</summary>
    TimeSpan FailFastAfter { get; }
}
