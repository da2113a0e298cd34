using System.Globalization;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>Turns the nodes of an instance's document into an instance.</summary>
internal sealed class TemplateInstanceReader(FaultList faults)
{
    private static readonly string[] Own = ["description", "disabled", "triggers"];

    /// <summary>The instance; not to be used when there are faults.</summary>
    public TemplateInstance? Read(DocumentMapping document)
    {
        var root = new FieldReader(document, "", faults);
        root.Fixed("apiVersion", PipelineDefinition.CurrentApiVersion, faults);
        root.Fixed("kind", PipelineDocument.Kind, faults);
        var metadata = root.Map("metadata", required: true);
        var spec = root.Map("spec", required: true);
        root.RefuseOthers();

        var name = metadata?.Slug("name", required: true, faults);
        var application = metadata?.Slug("application", required: false, faults);
        metadata?.RefuseOthers();
        if (spec?.Map("template", required: true) is not { } use || metadata is null)
            return null;

        RefuseOthers(spec);
        var template = use.Slug("name", required: true, faults);
        var revision = Revision(use);
        var variables = use.Map("variables");
        use.RefuseOthers();
        return new()
        {
            Name = name ?? "",
            Application = application ?? PipelineDefinition.DefaultApplication,
            Template = template ?? "",
            Revision = revision,
            Metadata = metadata.Mapping,
            Variables = variables?.Mapping,
            Place = use.Mapping,
            Own = [.. spec.Mapping.Fields.Where(field => Own.Contains(field.Name))],
        };
    }

    private int? Revision(FieldReader use)
    {
        if (use.Value("revision") is not { } value)
            return null;
        if (value is DocumentScalar { Kind: ScalarKind.Number } scalar
            && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            && revision > 0)
            return revision;

        DocumentFaults.WrongType(faults, use.PathOf("revision"), value, "the number of a revision, from 1");
        return null;
    }

    private void RefuseOthers(FieldReader spec)
    {
        foreach (var field in spec.Mapping.Fields.Where(field => field.Name != "template" && !Own.Contains(field.Name)))
        {
            faults.Add(
                spec.PathOf(field.Name),
                field.Place,
                DefinitionFaultCode.UnknownField,
                $"An instance says nothing of '{DocumentFaults.Shorten(field.Name)}' itself: all but template, {string.Join(", ", Own[..^1])} and {Own[^1]} comes from the template.",
                faults.Nearest(field.Name, [.. Own, "template"]));
        }
    }
}
