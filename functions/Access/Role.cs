using System.Text.Json.Serialization;

namespace Pipeline.Functions.Access;

/// <summary>What a subject may do in an application. A subject may hold several.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Reads everything but secrets.</summary>
    [JsonStringEnumMemberName("viewer")] Viewer,

    /// <summary>Reads, and decides approvals and judgements.</summary>
    [JsonStringEnumMemberName("approver")] Approver,

    /// <summary>Changes and runs pipelines, decides judgements, but not approvals.</summary>
    [JsonStringEnumMemberName("editor")] Editor,

    /// <summary>All that an editor may, and members and the application itself; approvals still need <see cref="Approver"/>.</summary>
    [JsonStringEnumMemberName("admin")] Admin,
}
