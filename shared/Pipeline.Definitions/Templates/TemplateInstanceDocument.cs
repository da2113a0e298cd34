using System.Globalization;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>Pipeline documents that are instances of templates: <c>spec: { template: { name, revision, variables } }</c>.</summary>
public static class TemplateInstanceDocument
{
    /// <summary>Whether a document says that it is an instance; one that cannot be read is none.</summary>
    public static bool IsInstance(string text, DocumentFormat format) =>
        text.Contains("template", StringComparison.Ordinal)
        && Read(text, format, new()) is { } document
        && document["kind"] is not DocumentScalar { Text: TemplateDocument.Kind }
        && document["spec"] is DocumentMapping spec
        && spec["template"] is not null;

    /// <summary>Reads a document for which <see cref="IsInstance"/> holds, as far as it can be read without the template.</summary>
    public static TemplateInstanceParseResult Parse(string text, DocumentFormat format)
    {
        var faults = new FaultList();
        var instance = Read(text, format, faults) is { } document ? new TemplateInstanceReader(faults).Read(document) : null;
        return faults.Count == 0 ? new() { Instance = instance } : new() { Faults = faults.ToList() };
    }

    /// <summary>The same document on another revision of its template, comments and all; one that names no revision stays as it is.</summary>
    /// <returns>Null when the revision is written in a way that cannot be changed in place, for example by an alias.</returns>
    public static string? WithRevision(string text, DocumentFormat format, int revision)
    {
        if (Read(text, format, new()) is not { } document || (document["spec"] as DocumentMapping)?["template"] is not DocumentMapping use)
            return null;
        if (use["revision"] is not DocumentScalar written)
            return text;

        var start = written.Offset + (text.StartsWith('\uFEFF') ? 1 : 0);
        var end = start;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            end++;
        var changed = $"{text[..start]}{revision.ToString(CultureInfo.InvariantCulture)}{text[end..]}";
        return Parse(changed, format).Instance?.Revision == revision ? changed : null;
    }

    private static DocumentMapping? Read(string text, DocumentFormat format, FaultList faults) =>
        PipelineDocument.Read(text.TrimStart('\uFEFF'), format, faults) as DocumentMapping;
}
