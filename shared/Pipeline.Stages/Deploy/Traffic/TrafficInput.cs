using System.Text.Json.Serialization;
using Pipeline.Stages.Deploy.Selection;

namespace Pipeline.Stages.Deploy.Traffic;

/// <summary>What <c>deploy.enable</c> and <c>deploy.disable</c> take.</summary>
[Catalog.ExactlyOneOf("name", "cluster")]
public sealed record TrafficInput : StableObjectInput
{
    /// <summary>The names of the Services; left out: those of the object's annotation <c>traffic.pipeline.io/load-balancers</c> (or Spinnaker's).</summary>
    [JsonPropertyOrder(20)]
    public IReadOnlyList<string> Services { get; set; } = [];
}
