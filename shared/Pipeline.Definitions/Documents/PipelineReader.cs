namespace Pipeline.Definitions.Documents;

/// <summary>Turns a document's nodes into a definition and finds everything that is wrong with them.</summary>
internal sealed class PipelineReader(ExpressionFaults expressions, IReadOnlyDictionary<string, StageTypeDescription> stageTypes, FaultList faults)
{
    private static readonly IReadOnlyList<string> Versions = [PipelineDefinition.CurrentApiVersion];

    /// <summary>The definition; not to be used when there are faults.</summary>
    public PipelineDefinition? Read(DocumentNode document)
    {
        if (document is not DocumentMapping mapping)
        {
            DocumentFaults.WrongType(faults, "", document, "a map with the fields apiVersion, kind, metadata and spec");
            return null;
        }

        var root = new FieldReader(mapping, "", faults);
        Fixed(root, "apiVersion", Versions);
        Fixed(root, "kind", [PipelineDocument.Kind]);
        var metadata = root.Map("metadata", required: true);
        var spec = root.Map("spec", required: true);
        root.RefuseOthers();

        var name = metadata is null ? null : Slug(metadata, "name", required: true);
        var application = metadata is null ? null : Slug(metadata, "application", required: false);
        metadata?.RefuseOthers();

        var artifacts = new ArtifactReader(expressions, faults);
        IReadOnlyList<ParameterDefinition> parameters = spec is null ? [] : new ParameterReader(faults).ReadAll(spec, "parameters");
        var definition = new PipelineDefinition
        {
            Name = name ?? "",
            Application = application ?? PipelineDefinition.DefaultApplication,
            Description = spec?.Text("description"),
            Disabled = spec?.Boolean("disabled") ?? false,
            Deploys = spec is null ? null : Slug(spec, "deploys", required: false),
            Concurrency = spec is null ? null : new ConcurrencyReader(faults).Read(spec, "concurrency"),
            Window = spec is null ? null : new WindowReader(faults).Read(spec, "window"),
            Retention = spec is null ? null : new RetentionReader(faults).Read(spec, "retention"),
            Artifacts = spec is null ? [] : artifacts.ReadAll(spec, "artifacts", producer: null),
            Parameters = parameters,
            Triggers = spec is null ? [] : new TriggerReader(expressions, parameters, faults).ReadAll(spec, "triggers"),
            Notifications = spec is null ? [] : new NotificationReader(expressions, faults).ReadAll(spec, "notifications", Choices.RunNotificationEvents),
            Stages = spec is null ? [] : new StageReader(expressions, stageTypes, artifacts, faults).ReadAll(spec, "stages"),
        };
        spec?.RefuseOthers();
        return definition;
    }

    private void Fixed(FieldReader fields, string name, IReadOnlyList<string> allowed)
    {
        var value = fields.Text(name, required: true);
        if (value is not null && !allowed.Contains(value))
        {
            faults.Add(
                name,
                fields.Mapping[name]!.Place,
                DefinitionFaultCode.InvalidValue,
                $"'{DocumentFaults.Shorten(value)}' is not known here; write '{string.Join("' or '", allowed)}'.");
        }
    }

    private string? Slug(FieldReader fields, string name, bool required)
    {
        var value = fields.Text(name, required);
        if (value is null || NamingRules.IsSlug(value))
            return value;

        faults.Add(
            fields.PathOf(name),
            fields.Mapping[name]!.Place,
            DefinitionFaultCode.InvalidName,
            $"'{DocumentFaults.Shorten(value)}' cannot be part of an address: use {NamingRules.SlugRule}.",
            NamingRules.ToSlug(value));
        return null;
    }
}
