using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Documents;

/// <summary>Documents of any kind as text.</summary>
public static class DocumentText
{
    /// <summary>The same document in the other notation. Comments are lost in that, and aliases are written out.</summary>
    /// <exception cref="FormatException">The document cannot be read, or is no map.</exception>
    public static string Convert(string text, DocumentFormat from, DocumentFormat to)
    {
        var faults = new FaultList();
        if (PipelineDocument.Read(text.TrimStart('\uFEFF'), from, faults)?.ToJson() is not JsonObject document)
            throw new FormatException(faults.Count > 0 ? faults.ToList()[0].ToString() : "The document is no map.");
        return to is DocumentFormat.Yaml ? YamlDocumentWriter.Write(document) : JsonDocumentWriter.Write(document);
    }
}
