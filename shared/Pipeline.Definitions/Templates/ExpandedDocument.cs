using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>The document of a pipeline, put together from nodes that stand in other documents.</summary>
internal static class ExpandedDocument
{
    /// <summary>An offset that is in no document: the node's place is all that is known.</summary>
    public const int NoOffset = int.MaxValue;

    /// <summary>Reads the definition, or finds what is wrong; paths are those of a pipeline's document, places those of the nodes.</summary>
    /// <param name="text">The document whose offsets the nodes have; those of others have <see cref="NoOffset"/>.</param>
    /// <param name="metadata">The pipeline's metadata.</param>
    /// <param name="spec">The pipeline's spec.</param>
    /// <param name="stageTypes">The stage types that there are.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static PipelineDefinition? Read(
        string text, DocumentMapping metadata, DocumentMapping spec, IReadOnlyDictionary<string, StageTypeDescription> stageTypes, FaultList faults)
    {
        var root = new DocumentMapping(
            [
                Field("apiVersion", Text(PipelineDefinition.CurrentApiVersion, spec.Place)),
                Field("kind", Text(PipelineDocument.Kind, spec.Place)),
                Field("metadata", metadata),
                Field("spec", spec),
            ],
            spec.Place);
        return new PipelineReader(new ExpressionFaults(text, PipelineDocument.ExpressionFaultsOf, faults), stageTypes, faults).Read(root);
    }

    public static DocumentMapping Metadata(string name, DocumentPlace place) => new([Field("name", Text(name, place))], place);

    public static DocumentField Field(string name, DocumentNode value) => new(name, value.Place, value);

    /// <summary>The same nodes without their offsets, to stand among nodes of another document.</summary>
    public static DocumentNode Detach(DocumentNode node) => node switch
    {
        DocumentMapping map => new DocumentMapping([.. map.Fields.Select(field => field with { Value = Detach(field.Value) })], map.Place),
        DocumentSequence list => new DocumentSequence([.. list.Items.Select(Detach)], list.Place),
        DocumentScalar scalar => new DocumentScalar(scalar.Kind, scalar.Text, scalar.Place, NoOffset),
        _ => node,
    };

    private static DocumentScalar Text(string text, DocumentPlace place) => new(ScalarKind.Text, text, place, NoOffset);
}
