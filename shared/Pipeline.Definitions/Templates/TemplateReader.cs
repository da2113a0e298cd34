using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>Turns a template document's nodes into a template; what the pipeline in it says is looked at by <see cref="TemplateCheck"/>.</summary>
internal sealed class TemplateReader(string text, FaultList faults)
{
    /// <summary>Variables in a template.</summary>
    public const int MostVariables = 200;

    /// <summary>The template; null when it has no pipeline that could be looked at.</summary>
    public TemplateDefinition? Read(DocumentNode document)
    {
        if (document is not DocumentMapping mapping)
        {
            DocumentFaults.WrongType(faults, "", document, "a map with the fields apiVersion, kind, metadata and spec");
            return null;
        }

        var root = new FieldReader(mapping, "", faults);
        root.Fixed("apiVersion", PipelineDefinition.CurrentApiVersion, faults);
        root.Fixed("kind", TemplateDocument.Kind, faults);
        var metadata = root.Map("metadata", required: true);
        var spec = root.Map("spec", required: true);
        root.RefuseOthers();

        var name = metadata?.Slug("name", required: true, faults);
        var application = metadata?.Slug("application", required: false, faults);
        var description = metadata?.Text("description");
        metadata?.RefuseOthers();

        var variables = spec is null ? [] : Variables(spec);
        var pipeline = spec?.Map("pipeline", required: true);
        spec?.RefuseOthers();
        return pipeline is null ? null : new()
        {
            Name = name ?? "",
            Application = application,
            Description = description,
            Variables = variables,
            Pipeline = pipeline.Mapping,
            Text = text,
        };
    }

    private IReadOnlyList<ParameterDefinition> Variables(FieldReader spec)
    {
        if (spec.Mapping["variables"] is DocumentSequence { Items.Count: > MostVariables } list)
        {
            spec.Value("variables");
            faults.Add(spec.PathOf("variables"), list.Place, DefinitionFaultCode.TooLarge, $"There are {list.Items.Count} variables; at most {MostVariables} are allowed.");
            return [];
        }

        var variables = new ParameterReader(faults, "variable").ReadAll(spec, "variables");
        foreach (var (index, item) in (spec.Mapping["variables"] as DocumentSequence)?.Items.Index() ?? [])
        {
            if ((item as DocumentMapping)?.Field("secret") is { } secret)
            {
                faults.Add(
                    $"{DocumentPath.Item(spec.PathOf("variables"), index)}.secret",
                    secret.Place,
                    DefinitionFaultCode.UnknownField,
                    "A variable cannot be secret, for its value stands in the instance's document. Let the pipeline read ${secrets.name}.");
            }
        }

        return variables;
    }
}
