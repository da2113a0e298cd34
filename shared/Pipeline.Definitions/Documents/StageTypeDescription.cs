using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Documents;

/// <summary>What validation and the published schema know of a stage type; its behaviour lives elsewhere.</summary>
public sealed record StageTypeDescription
{
    /// <summary>The type's name in documents: dotted, lower-case, its group first, for example <c>feature.webhook</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The group it is listed under, for example <c>feature</c>.</summary>
    public required string Group { get; init; }

    /// <summary>Its title for people.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>What it does, in a sentence or a few.</summary>
    public required string Description { get; init; }

    /// <summary>A stage of this type as one writes it in a document, in YAML; null when nobody wrote one.</summary>
    public string? Example { get; init; }

    /// <summary>
    /// The JSON Schema (draft 2020-12) of <c>with</c>. Every property that is not a string may also be given as an expression; that need
    /// not be said here.
    /// </summary>
    public required JsonObject InputSchema { get; init; }
}

/// <summary>A text in the languages that the product speaks.</summary>
/// <param name="English">In English.</param>
/// <param name="Korean">In Korean.</param>
public sealed record LocalizedText(string English, string Korean);
