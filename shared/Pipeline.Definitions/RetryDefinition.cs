using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions;

/// <summary>How often a stage that failed is tried again by itself.</summary>
public sealed record RetryDefinition
{
    /// <summary>How many times the stage is tried in all, the first time included: 2 to 10.</summary>
    public required int Attempts { get; init; }

    /// <summary>How long to wait before each further try.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Delay { get; init; }
}
