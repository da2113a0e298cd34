using System.Text.Json.Serialization;

namespace Pipeline.Definitions;

/// <summary>What a failed or refused stage means for its branch and for the run (Spinnaker's four "if stage fails" options).</summary>
[JsonConverter(typeof(NamedValueConverter<FailurePolicy>))]
public enum FailurePolicy
{
    /// <summary>The run fails at once and its other running stages are cancelled.</summary>
    [JsonStringEnumMemberName("fail-pipeline")]
    FailPipeline,

    /// <summary>The stages behind this one never run; other branches finish and decide how the run ends.</summary>
    [JsonStringEnumMemberName("fail-branch")]
    FailBranch,

    /// <summary>The stages behind this one never run; other branches finish, then the run fails.</summary>
    [JsonStringEnumMemberName("fail-branch-then-pipeline")]
    FailBranchThenPipeline,

    /// <summary>The stages behind this one run as if it had succeeded.</summary>
    [JsonStringEnumMemberName("ignore")]
    Ignore,
}
