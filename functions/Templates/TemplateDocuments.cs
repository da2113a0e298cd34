using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;

namespace Pipeline.Functions.Templates;

/// <summary>Reads template documents against the stage types of this release, and refuses those with faults.</summary>
public sealed class TemplateDocuments(IReadOnlyDictionary<string, StageTypeDescription> stageTypes)
{
    /// <summary>Reads a document from its bytes.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public ValidTemplate Read(ReadOnlySpan<byte> bytes, DocumentFormat format)
    {
        var text = PipelineDocuments.Decode(bytes);
        var result = TemplateDocument.Parse(text, format, stageTypes);
        return result.IsValid ? new(text, format, result.Template) : throw PipelineDocuments.Refuse(result.Faults, "template");
    }

    /// <summary>What a kept revision says.</summary>
    /// <exception cref="ProblemException">409: it was written for another release and has faults under this one.</exception>
    public TemplateDefinition ReadKept(TemplateRevision revision)
    {
        var result = TemplateDocument.Parse(revision.Text, revision.Format, stageTypes);
        return result.Template ?? throw ProblemException.Conflict(
            $"Revision {revision.Revision} of the template '{revision.Name}' has faults under this release, the first: {result.Faults[0]} Put a new revision.");
    }

    /// <summary>What an instance comes to.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public Definitions.PipelineDefinition Expand(TemplateInstance instance, TemplateRevision revision)
    {
        var result = TemplateExpansion.Expand(instance, ReadKept(revision), revision.Revision, stageTypes);
        return result.IsValid ? result.Definition : throw PipelineDocuments.Refuse(result.Faults);
    }
}
