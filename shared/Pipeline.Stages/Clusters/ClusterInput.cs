using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Clusters;

/// <summary>What every stage takes that works on the server groups of a cluster.</summary>
public abstract record ClusterInput
{
    /// <summary>The regions: names of settings of the kind <c>deployment-targets</c>, at least one.</summary>
    [SettingName(DeploymentTarget.KindName)]
    [JsonPropertyOrder(0)]
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>The namespace; left out: each region's default one.</summary>
    [JsonPropertyOrder(1)]
    public string? Namespace { get; init; }

    /// <summary>The cluster: what its versions are called together, for example <c>web</c> for the ReplicaSets <c>web-v001</c>, <c>web-v002</c>…, or <c>deployment web</c>.</summary>
    [JsonPropertyOrder(2)]
    public required string Cluster { get; init; }

    /// <summary>The application that the cluster belongs to; left out: the pipeline's.</summary>
    [JsonPropertyOrder(3)]
    public string? Application { get; init; }
}

/// <summary>What stages take that change server groups and wait until that has taken effect.</summary>
public abstract record ClusterChangeInput : ClusterInput
{
    /// <summary>How long each change may take until it has taken effect.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(40)]
    public TimeSpan StableTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an instance's trouble may last that may pass by itself, such as an image that cannot be pulled, before the stage fails.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(41)]
    public TimeSpan FailFastAfter { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>What stages take that work on one server group in each region.</summary>
public abstract record ServerGroupInput : ClusterChangeInput
{
    /// <summary>The server group: <c>newest</c>, <c>previous</c> (the one before the newest) or <c>oldest</c> of the cluster when the stage starts, or its name.</summary>
    [JsonPropertyOrder(4)]
    public string ServerGroup { get; set; } = "newest";
}

/// <summary>What stages take that work on whole clusters.</summary>
public abstract record WholeClusterInput : ClusterChangeInput
{
    /// <summary>Whether a region in which the cluster has no server group is passed over; if not, the stage fails.</summary>
    [JsonPropertyOrder(30)]
    public bool ContinueIfClusterNotFound { get; set; }
}
