using System.Text.Json.Serialization;

namespace Pipeline.Stages;

/// <summary>What was decided about a stage that waited. One for each attempt: the first stands.</summary>
public sealed record StageDecision
{
    /// <summary>What was decided.</summary>
    public required StageVerdict Verdict { get; init; }

    /// <summary>The option that was chosen, of those that the stage offered.</summary>
    public string? Input { get; init; }

    /// <summary>What the deciding person wrote.</summary>
    public string? Comment { get; init; }

    /// <summary>The subject that decided; <c>pipeline</c> for a timeout.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who, when and what, in a sentence.</summary>
    [JsonIgnore]
    public string Sentence => Verdict switch
    {
        StageVerdict.Timeout => $"It timed out at {At:u}.",
        StageVerdict.Skip => $"{By} skipped it at {At:u}.",
        StageVerdict.Stop => $"{By} stopped it at {At:u}.",
        _ when Input is not null => $"{By} continued it with '{Input}' at {At:u}.",
        _ => $"{By} continued it at {At:u}.",
    };
}

/// <summary>One person's vote on a stage that asks for several.</summary>
/// <param name="By">The subject.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What the person wrote.</param>
public sealed record StageVote(string By, DateTimeOffset At, string? Comment);

/// <summary>What can be decided about a waiting stage.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StageVerdict>))]
public enum StageVerdict
{
    /// <summary>A person lets it go on.</summary>
    [JsonStringEnumMemberName("continue")] Continue,

    /// <summary>A person refuses.</summary>
    [JsonStringEnumMemberName("stop")] Stop,

    /// <summary>A person ends its wait.</summary>
    [JsonStringEnumMemberName("skip")] Skip,

    /// <summary>Nobody decided in time.</summary>
    [JsonStringEnumMemberName("timeout")] Timeout,
}
