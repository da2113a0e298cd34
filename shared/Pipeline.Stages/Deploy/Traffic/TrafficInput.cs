using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;
using Pipeline.Stages.Deploy.Selection;

namespace Pipeline.Stages.Deploy.Traffic;

/// <summary>What <c>deploy.enable</c> and <c>deploy.disable</c> take.</summary>
[Catalog.ExactlyOneOf("name", "cluster")]
public sealed record TrafficInput : ObjectInput, IStableWaitInput
{
    /// <summary>The names of the Services; left out: those of the object's annotation <c>traffic.pipeline.io/load-balancers</c> (or Spinnaker's).</summary>
    [JsonPropertyOrder(20)]
    public IReadOnlyList<string> Services { get; set; } = [];

    /// <summary>Whether the stage ends only when the Services' endpoints are as asked.</summary>
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
