using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Manifests.Traffic;

/// <summary>What a deploy does with the versions that were there before.</summary>
[JsonConverter(typeof(NamedValueConverter<TrafficStrategy>))]
public enum TrafficStrategy
{
    /// <summary>Nothing: they get traffic beside the new one.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>They are taken out of the Services and kept, so that the traffic can be given back at once (Spinnaker's <c>bluegreen</c> and <c>redblack</c>).</summary>
    [JsonStringEnumMemberName("blue-green")] BlueGreen,

    /// <summary>They are taken out of the Services and deleted.</summary>
    [JsonStringEnumMemberName("highlander")] Highlander,

    /// <summary>The traffic goes over in steps: the new one grows while the old ones are taken out.</summary>
    [JsonStringEnumMemberName("rolling-red-black")] RollingRedBlack,

    /// <summary>A pipeline of the author's says what becomes of them.</summary>
    [JsonStringEnumMemberName("custom")] Custom,
}
