using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>The document in which people write a template, in YAML or JSON.</summary>
public static class TemplateDocument
{
    /// <summary>What <c>kind</c> says in a template's document.</summary>
    public const string Kind = "PipelineTemplate";

    /// <summary>
    /// Reads and validates a document. The pipeline in it is held against every rule that does not hang on the value of a variable without a
    /// default; those are checked when an instance gives the value.
    /// </summary>
    /// <param name="text">The document.</param>
    /// <param name="format">Its notation.</param>
    /// <param name="stageTypes">The stage types that there are, by name.</param>
    /// <returns>The template, or all faults at once, each with its place.</returns>
    public static TemplateParseResult Parse(string text, DocumentFormat format, IReadOnlyDictionary<string, StageTypeDescription> stageTypes)
    {
        var faults = new FaultList();
        text = text.TrimStart('\uFEFF');
        if (PipelineDocument.Read(text, format, faults) is not { } node)
            return new() { Faults = faults.ToList() };

        var template = new TemplateReader(text, faults).Read(node);
        IReadOnlyList<DefinitionFault> inside = template is null ? [] : TemplateCheck.FaultsOf(template, stageTypes);
        DefinitionFault[] all = [.. faults.ToList().Concat(inside).OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)];
        return all.Length == 0 ? new() { Template = template } : new() { Faults = all };
    }

    /// <summary>Whether a document says that it is a template; one that cannot be read is none.</summary>
    public static bool IsTemplate(string text, DocumentFormat format) =>
        text.Contains(Kind, StringComparison.Ordinal)
        && PipelineDocument.Read(text.TrimStart('\uFEFF'), format, new()) is DocumentMapping mapping
        && mapping["kind"] is DocumentScalar { Text: Kind };

    /// <summary>Where a value of an expanded pipeline's document (<c>spec.stages…</c>) is in the template's (<c>spec.pipeline.stages…</c>).</summary>
    internal static string PathOf(string expanded) => expanded.StartsWith("spec", StringComparison.Ordinal) ? $"spec.pipeline{expanded[4..]}" : expanded;
}
