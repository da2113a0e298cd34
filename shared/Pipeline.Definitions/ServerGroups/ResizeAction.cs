using System.Text.Json.Serialization;

namespace Pipeline.Definitions.ServerGroups;

/// <summary>How a server group's new size is found (Spinnaker: resizeServerGroup's action).</summary>
[JsonConverter(typeof(NamedValueConverter<ResizeAction>))]
public enum ResizeAction
{
    /// <summary>As given; what is left out stays as it is.</summary>
    [JsonStringEnumMemberName("exact")] Exact,

    /// <summary>More, by a number or a percentage.</summary>
    [JsonStringEnumMemberName("up")] Up,

    /// <summary>Fewer, by a number or a percentage.</summary>
    [JsonStringEnumMemberName("down")] Down,

    /// <summary>As large as the cluster's largest, and so much more.</summary>
    [JsonStringEnumMemberName("to-cluster")] ToCluster,

    /// <summary>As large as another server group, or a percentage of it.</summary>
    [JsonStringEnumMemberName("to-server-group")] ToServerGroup,
}
