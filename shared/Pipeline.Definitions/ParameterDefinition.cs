using System.Text.Json.Nodes;

namespace Pipeline.Definitions;

/// <summary>A value that a run may be given when it starts; stages read it as <c>${parameters.name}</c>.</summary>
public sealed record ParameterDefinition
{
    /// <summary>The name, unique in the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>What a form shows instead of the name.</summary>
    public string? Label { get; init; }

    /// <summary>What the value is for.</summary>
    public string? Description { get; init; }

    /// <summary>The type a value must have.</summary>
    public ParameterType Type { get; init; }

    /// <summary>Whether a run must be given a value; a default satisfies it.</summary>
    public bool Required { get; init; }

    /// <summary>The value of a run that is given none; null when there is no default.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The only values allowed; empty when any value of the type is.</summary>
    public IReadOnlyList<JsonNode> Options { get; init; } = [];

    /// <summary>
    /// The regular expression that the whole of a string value must match. It runs in linear time, so look-around and back-references
    /// are not part of it.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>Whether the value is masked wherever a run is shown.</summary>
    public bool Secret { get; init; }
}
