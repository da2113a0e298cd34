using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Manifests.Selection;

/// <summary>Which object of a cluster is meant, at the moment at which a stage starts.</summary>
[JsonConverter(typeof(NamedValueConverter<SelectionCriteria>))]
public enum SelectionCriteria
{
    /// <summary>The one that was made last.</summary>
    [JsonStringEnumMemberName("newest")] Newest,

    /// <summary>The one that was made before the last.</summary>
    [JsonStringEnumMemberName("second-newest")] SecondNewest,

    /// <summary>The one that was made first.</summary>
    [JsonStringEnumMemberName("oldest")] Oldest,

    /// <summary>The one with the most pods.</summary>
    [JsonStringEnumMemberName("largest")] Largest,

    /// <summary>The one with the fewest pods.</summary>
    [JsonStringEnumMemberName("smallest")] Smallest,
}

/// <summary>What makes an object larger than another.</summary>
[JsonConverter(typeof(NamedValueConverter<SelectionSize>))]
public enum SelectionSize
{
    /// <summary>How many pods it has, as NHN Cloud Pipeline counts.</summary>
    [JsonStringEnumMemberName("pods")] Pods,

    /// <summary>How many replicas it asks for (<c>spec.replicas</c>), as Spinnaker counts.</summary>
    [JsonStringEnumMemberName("replicas")] Replicas,
}
