using System.Text.Json.Serialization;

namespace Pipeline.Definitions;

/// <summary>When a stage with upstream stages may start.</summary>
[JsonConverter(typeof(NamedValueConverter<JoinRule>))]
public enum JoinRule
{
    /// <summary>When every upstream went well; never once one of them stopped or can no longer run.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>As soon as one upstream went well; never once none of them can any more.</summary>
    [JsonStringEnumMemberName("any")]
    Any,

    /// <summary>When every upstream went well, stopped, or can no longer run. A failure that fails the whole run still ends it first.</summary>
    [JsonStringEnumMemberName("all-done")]
    AllDone,
}
