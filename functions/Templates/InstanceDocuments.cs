using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;

namespace Pipeline.Functions.Templates;

/// <summary>Reads pipeline documents that somebody sends, whether they say what the pipeline does or name a template that does.</summary>
public sealed class InstanceDocuments(TemplateStore templates, TemplateDocuments templateDocuments, PipelineDocuments documents)
{
    /// <summary>Reads a document from its bytes; an instance is expanded.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public ValueTask<ValidDocument> ReadAsync(ReadOnlyMemory<byte> bytes, DocumentFormat format, CancellationToken cancellationToken) =>
        ReadAsync(PipelineDocuments.Decode(bytes.Span), format, revision: null, cancellationToken);

    /// <summary>Reads a document; an instance is expanded.</summary>
    /// <param name="text">The document.</param>
    /// <param name="format">Its notation.</param>
    /// <param name="revision">The template's revision; null: the one that the document names, else the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public async ValueTask<ValidDocument> ReadAsync(string text, DocumentFormat format, int? revision, CancellationToken cancellationToken)
    {
        if (!TemplateInstanceDocument.IsInstance(text, format))
            return documents.Read(text, format);

        var parsed = TemplateInstanceDocument.Parse(text, format);
        if (!parsed.IsValid)
            throw PipelineDocuments.Refuse(parsed.Faults);

        var instance = parsed.Instance;
        var template = await FindAsync(instance, cancellationToken);
        var number = revision ?? instance.Revision ?? template.Revision;
        var found = await templates.FindRevisionAsync(template.Name, number, cancellationToken)
            ?? throw Refuse(instance, "revision", DefinitionFaultCode.InvalidValue, $"The template '{template.Name}' has no revision {number}; the newest is {template.Revision}.");
        return new()
        {
            Text = text,
            Format = format,
            Definition = templateDocuments.Expand(instance, found),
            Template = new(template.Name, number),
        };
    }

    private async ValueTask<TemplateHead> FindAsync(TemplateInstance instance, CancellationToken cancellationToken)
    {
        if (await templates.FindAsync(instance.Template, cancellationToken) is not { } template)
        {
            var usable = (await templates.ListAsync(cancellationToken)).Where(other => other.Application is null || other.Application == instance.Application).Select(other => other.Name);
            throw Refuse(instance, "name", DefinitionFaultCode.InvalidValue, $"There is no template '{instance.Template}'.", usable);
        }

        return template.Application is null || template.Application == instance.Application
            ? template
            : throw Refuse(instance, "name", DefinitionFaultCode.InvalidValue, $"The template '{template.Name}' is for pipelines of the application '{template.Application}' only.");
    }

    private static ProblemException Refuse(TemplateInstance instance, string field, string code, string message, IEnumerable<string>? candidates = null) =>
        PipelineDocuments.Refuse([instance.FaultOf(field, code, message, candidates)]);
}
