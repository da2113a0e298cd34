using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;

namespace Pipeline.Stages.Deploy.Selection;

/// <summary>What every stage takes that changes one object and waits until it is stable.</summary>
public abstract record StableObjectInput : ObjectInput, IStableWaitInput
{
    /// <summary>Whether the stage ends only when the object is stable.</summary>
    [JsonPropertyOrder(30)]
    public bool WaitForStable { get; set; } = true;

    /// <summary>How long that may take.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(31)]
    public TimeSpan StableTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a pod may crash, or fail to pull its image, before the stage fails; four times as long where it waits for a node or a volume.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(32)]
    public TimeSpan FailFastAfter { get; set; } = TimeSpan.FromSeconds(30);
}
