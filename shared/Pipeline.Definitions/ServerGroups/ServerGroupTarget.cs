using System.Text.Json.Serialization;

namespace Pipeline.Definitions.ServerGroups;

/// <summary>A server group that is chosen when the stage starts (Spinnaker: <c>current_asg_dynamic</c>, <c>ancestor_asg_dynamic</c>, <c>oldest_asg_dynamic</c>).</summary>
[JsonConverter(typeof(NamedValueConverter<ServerGroupTarget>))]
public enum ServerGroupTarget
{
    /// <summary>The newest of the cluster.</summary>
    [JsonStringEnumMemberName("newest")] Newest,

    /// <summary>The one before the newest.</summary>
    [JsonStringEnumMemberName("previous")] Previous,

    /// <summary>The oldest.</summary>
    [JsonStringEnumMemberName("oldest")] Oldest,
}
