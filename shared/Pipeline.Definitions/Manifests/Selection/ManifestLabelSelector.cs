using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Manifests.Selection;

/// <summary>A condition on the labels of manifests, as Spinnaker's label selectors have it.</summary>
public sealed record ManifestLabelSelector
{
    /// <summary>The label; means nothing for <see cref="LabelCondition.Any"/>.</summary>
    public string Key { get => field ?? ""; init; } = "";

    /// <summary>What must hold of it.</summary>
    public required LabelCondition Kind { get; init; }

    /// <summary>The values; one for EQUALS and NOT_EQUALS, at least one for CONTAINS and NOT_CONTAINS, none for the others.</summary>
    public IReadOnlyList<string> Values { get => field ?? []; init; } = [];

    /// <summary>What is wrong with it, and what to write; null when nothing is.</summary>
    [JsonIgnore]
    public string? Fault => Kind switch
    {
        LabelCondition.Any => null,
        _ when Key.Length == 0 => "A label selector needs the key of the label.",
        LabelCondition.Equal or LabelCondition.NotEqual when Values.Count != 1 => $"The label selector on '{Key}' compares with one value, but has {Values.Count}. Write CONTAINS or NOT_CONTAINS for several.",
        LabelCondition.Contain or LabelCondition.NotContain when Values.Count == 0 => $"The label selector on '{Key}' needs values.",
        _ => null,
    };

    /// <summary>Whether a manifest's labels are as asked. A label that is not there is unequal to every value, as in Kubernetes' selectors.</summary>
    public bool Matches(JsonObject manifest) => (Kind, manifest.LabelOf(Key)) switch
    {
        (LabelCondition.Any, _) => true,
        (LabelCondition.Exist, var value) => value is not null,
        (LabelCondition.NotExist, var value) => value is null,
        (LabelCondition.Equal or LabelCondition.Contain, var value) => value is not null && Values.Contains(value, StringComparer.Ordinal),
        (_, var value) => value is null || !Values.Contains(value, StringComparer.Ordinal),
    };

    /// <summary>Whether all selectors hold of a manifest.</summary>
    public static bool AllMatch(IEnumerable<ManifestLabelSelector> selectors, JsonObject manifest) => selectors.All(selector => selector.Matches(manifest));
}

/// <summary>What a label selector asks.</summary>
[JsonConverter(typeof(NamedValueConverter<LabelCondition>))]
public enum LabelCondition
{
    /// <summary>Anything goes.</summary>
    [JsonStringEnumMemberName("ANY")] Any,

    /// <summary>The label has the value.</summary>
    [JsonStringEnumMemberName("EQUALS")] Equal,

    /// <summary>The label has another value, or is not there.</summary>
    [JsonStringEnumMemberName("NOT_EQUALS")] NotEqual,

    /// <summary>The label has one of the values.</summary>
    [JsonStringEnumMemberName("CONTAINS")] Contain,

    /// <summary>The label has none of the values, or is not there.</summary>
    [JsonStringEnumMemberName("NOT_CONTAINS")] NotContain,

    /// <summary>The label is there.</summary>
    [JsonStringEnumMemberName("EXISTS")] Exist,

    /// <summary>The label is not there.</summary>
    [JsonStringEnumMemberName("NOT_EXISTS")] NotExist,
}
