using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Triggers;

/// <summary>What happens in a git repository.</summary>
[JsonConverter(typeof(NamedValueConverter<GitEvent>))]
public enum GitEvent
{
    /// <summary>A branch has new commits.</summary>
    [JsonStringEnumMemberName("push")] Push,

    /// <summary>A tag was made.</summary>
    [JsonStringEnumMemberName("tag")] Tag,

    /// <summary>A pull request (merge request) was opened, or has new commits.</summary>
    [JsonStringEnumMemberName("pull-request")] PullRequest,
}
