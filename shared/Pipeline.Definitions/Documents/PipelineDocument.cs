using System.Text;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Documents;

/// <summary>The document in which people write a pipeline, in YAML or JSON.</summary>
public static class PipelineDocument
{
    /// <summary>What <c>kind</c> says in a pipeline's document.</summary>
    public const string Kind = "Pipeline";

    /// <summary>Reads and validates a document. Nothing in it makes this throw, hang, or cost more than <see cref="DocumentLimits"/> allow.</summary>
    /// <param name="text">The document.</param>
    /// <param name="format">Its notation.</param>
    /// <param name="stageTypes">The stage types that there are, by name: <c>with</c> is validated against their input schemas.</param>
    /// <returns>The definition, or all faults at once, each with its place.</returns>
    /// <exception cref="ArgumentException">A stage type's input schema uses a keyword that validation does not know.</exception>
    public static PipelineParseResult Parse(string text, DocumentFormat format, IReadOnlyDictionary<string, StageTypeDescription> stageTypes) =>
        Parse(text, format, stageTypes, ExpressionFaultsOf);

    internal static PipelineParseResult Parse(
        string text,
        DocumentFormat format,
        IReadOnlyDictionary<string, StageTypeDescription> stageTypes,
        Func<string, IEnumerable<(int Offset, string Message)>> expressionFaults)
    {
        var faults = new FaultList();
        text = text.TrimStart('\uFEFF');
        if (Read(text, format, faults) is not { } node)
            return new() { Faults = faults.ToList() };

        var definition = new PipelineReader(new ExpressionFaults(text, expressionFaults, faults), stageTypes, faults).Read(node);
        return faults.Count == 0 ? new() { Definition = definition } : new() { Faults = faults.ToList() };
    }

    /// <summary>Writes a definition as a YAML document that reads back as the same definition.</summary>
    public static string ToYaml(PipelineDefinition definition) => YamlDocumentWriter.Write(PipelineWriter.Write(definition));

    /// <summary>Writes a definition as an indented JSON document that reads back as the same definition.</summary>
    public static string ToJson(PipelineDefinition definition) => JsonDocumentWriter.Write(PipelineWriter.Write(definition));

    internal static IEnumerable<(int Offset, string Message)> ExpressionFaultsOf(string text) =>
        ExpressionSyntax.Check(text).Select(fault => (fault.Offset, fault.Reason));

    internal static DocumentNode? Read(string text, DocumentFormat format, FaultList faults)
    {
        if (text.Length > DocumentLimits.Bytes || Encoding.UTF8.GetByteCount(text) > DocumentLimits.Bytes)
        {
            faults.Add("", DocumentPlace.Start, DefinitionFaultCode.TooLarge, $"The document is larger than {DocumentLimits.Bytes / 1024 / 1024} MiB.");
            return null;
        }

        if (UnpairedSurrogates.IndexIn(text) is >= 0 and var index)
        {
            var before = text.AsSpan(0, index);
            faults.Add("", new(before.Count('\n') + 1, index - before.LastIndexOf('\n')), DefinitionFaultCode.Syntax, "Half of a surrogate pair stands here, which is no character.");
            return null;
        }

        try
        {
            return format switch
            {
                DocumentFormat.Yaml => YamlDocumentReader.Read(text, faults),
                DocumentFormat.Json => JsonDocumentReader.Read(text, faults),
                _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format."),
            };
        }
        catch (DocumentSyntaxException exception)
        {
            faults.Add("", exception.Place, exception.Code, exception.Message);
            return null;
        }
    }
}
