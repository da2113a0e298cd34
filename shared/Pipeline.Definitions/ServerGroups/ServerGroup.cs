namespace Pipeline.Definitions.ServerGroups;

/// <summary>
/// A version of an application's instances in one region: for Kubernetes a versioned ReplicaSet, or a Deployment. Several of them, one newer than the
/// other, are a cluster. Source: Spinnaker's server groups.
/// </summary>
public sealed record ServerGroup
{
    /// <summary>Its name, for example <c>web-v003</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What tells it from another one that was made under its name later: for Kubernetes its uid; null where nothing does.</summary>
    public string? Id { get; init; }

    /// <summary>Where it is: for Kubernetes, the deployment target.</summary>
    public required string Region { get; init; }

    /// <summary>The number of its version, which decides between groups of the same second; null when its name has none.</summary>
    public int? Version { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it is to get traffic.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Its size.</summary>
    public required Capacity Capacity { get; init; }

    /// <summary>How many instances exist.</summary>
    public required int Instances { get; init; }

    /// <summary>How many of them are healthy, with traffic or without.</summary>
    public int ReadyInstances { get; init; }

    /// <summary>How many of them are healthy and get traffic.</summary>
    public required int HealthyInstances { get; init; }

    /// <summary>The images that its instances run.</summary>
    public IReadOnlyList<string> Images { get => field ?? []; init; }

    /// <summary>Whether it may be serving: it is enabled, or an instance gets traffic all the same.</summary>
    public bool IsActive => IsEnabled || HealthyInstances > 0;
}
