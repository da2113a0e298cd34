using System.Text;
using Pipeline.Definitions;
using Pipeline.Definitions.Documents;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Pipelines;

/// <summary>Reads pipeline documents against the stage types of this release, and refuses those with faults.</summary>
public sealed class PipelineDocuments(IReadOnlyDictionary<string, StageTypeDescription> stageTypes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a document from its bytes.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public ValidDocument Read(ReadOnlySpan<byte> bytes, DocumentFormat format)
    {
        return Read(Decode(bytes), format);
    }

    /// <summary>The text of a document.</summary>
    /// <exception cref="ProblemException">400: it is not UTF-8.</exception>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw Refuse([new ProblemFault
            {
                Path = "",
                Code = DefinitionFaultCode.Syntax,
                Message = $"The document is not UTF-8: byte {exception.Index} is not part of a character.",
                Line = 1,
                Column = 1,
            }]);
        }
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public ValidDocument Read(string text, DocumentFormat format)
    {
        var result = PipelineDocument.Parse(text, format, stageTypes);
        return result.IsValid
            ? new ValidDocument { Text = text, Format = format, Definition = result.Definition }
            : throw Refuse(result.Faults);
    }

    /// <summary>What the newest revision of a pipeline says.</summary>
    /// <exception cref="ProblemException">409: it was written for another release and has faults under this one.</exception>
    public async ValueTask<PipelineDefinition> ReadAsync(PipelineStore pipelines, PipelineHead head, CancellationToken cancellationToken)
    {
        var revision = await pipelines.FindRevisionAsync(head.Name, head.Revision, cancellationToken)
            ?? throw ProblemException.NotFound($"The pipeline '{head.Name}' has no revision {head.Revision}.");
        return ReadKept(revision);
    }

    /// <summary>A revision's document in the other notation. Comments are lost in that.</summary>
    public string Convert(PipelineRevision revision, DocumentFormat format) =>
        revision.Template is null ? Expand(revision, format) : DocumentText.Convert(revision.Text, revision.Format, format);

    /// <summary>What a revision's document comes to, the template of an instance expanded.</summary>
    public string Expand(PipelineRevision revision, DocumentFormat format)
    {
        var definition = ReadKept(revision);
        return format == DocumentFormat.Yaml ? PipelineDocument.ToYaml(definition) : PipelineDocument.ToJson(definition);
    }

    private PipelineDefinition ReadKept(PipelineRevision revision)
    {
        var result = revision.Expanded is { } expanded
            ? PipelineDocument.Parse(expanded, DocumentFormat.Json, stageTypes)
            : PipelineDocument.Parse(revision.Text, revision.Format, stageTypes);
        return result.Definition ?? throw ProblemException.Conflict(
            $"Revision {revision.Revision} of '{revision.Name}' has faults under this release, the first: {result.Faults[0]} Put a new revision.");
    }

    /// <summary>400 with all faults of a document.</summary>
    internal static ProblemException Refuse(IReadOnlyList<DefinitionFault> faults, string kind = "pipeline") => Refuse([.. faults.Select(Fault)], kind);

    private static ProblemException Refuse(IReadOnlyList<ProblemFault> faults, string kind = "pipeline") => new(
        StatusCodes.Status400BadRequest,
        ProblemCode.InvalidDefinition,
        $"The {kind} document has faults",
        faults.Count == 1 ? faults[0].Message : $"The document has {faults.Count} faults; 'errors' lists them.")
    {
        Errors = faults,
    };

    private static ProblemFault Fault(DefinitionFault fault) => new()
    {
        Path = fault.Path,
        Message = fault.Message,
        Code = fault.Code,
        Line = fault.Line,
        Column = fault.Column,
        Suggestion = fault.Suggestion,
        Template = fault.Template,
    };
}
