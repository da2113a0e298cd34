using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests.Reading;

/// <summary>Reads a patch that is written as text, in YAML or JSON.</summary>
public static class PatchText
{
    /// <summary>Reads a text of one document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fault">What is wrong and where; null when nothing is.</param>
    /// <returns>The patch; null when the text is none.</returns>
    public static JsonNode? Read(string text, out string? fault)
    {
        var documents = new List<JsonNode?>();
        fault = !ManifestYaml.TryRead(text, documents, out var wrong) ? wrong.ToString()
            : documents.Count != 1 ? $"The text has {documents.Count} documents; a patch is one."
            : documents[0] is null ? "The text is empty."
            : null;
        return fault is null ? documents[0] : null;
    }
}
