using System.Text.Json.Serialization;

namespace Pipeline.Definitions;

/// <summary>What running out of time counts as.</summary>
[JsonConverter(typeof(NamedValueConverter<TimeoutOutcome>))]
public enum TimeoutOutcome
{
    /// <summary>A failure, with the effect that <see cref="StageDefinition.OnFailure"/> names.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>A success.</summary>
    [JsonStringEnumMemberName("succeed")]
    Succeed,
}
