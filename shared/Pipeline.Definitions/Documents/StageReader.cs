using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Schema;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads the stages of a pipeline and checks what each says by itself and of the others.</summary>
internal sealed class StageReader(
    ExpressionFaults expressions, IReadOnlyDictionary<string, StageTypeDescription> stageTypes, ArtifactReader artifacts, FaultList faults)
{
    private readonly Dictionary<string, JsonSchema> schemas = new(StringComparer.Ordinal);

    public IReadOnlyList<StageDefinition> ReadAll(FieldReader spec, string name)
    {
        var stages = new List<StageDefinition>();
        var places = new List<StagePlaces>();
        var items = spec.List(name, DocumentLimits.Stages, required: true);
        if (items.Count == 0 && spec.Mapping[name] is DocumentSequence { Items.Count: 0 } empty)
            faults.Add(spec.PathOf(name), empty.Place, DefinitionFaultCode.Missing, "A pipeline has at least one stage.");

        for (var index = 0; index < items.Count && !faults.IsFull; index++)
        {
            var path = DocumentPath.Item(spec.PathOf(name), index);
            if (items[index] is DocumentMapping mapping)
            {
                stages.Add(Read(new(mapping, path, faults), path, stages.Count));
                places.Add(new(path, mapping));
            }
            else
            {
                DocumentFaults.WrongType(faults, path, items[index], "a map with the fields id and type");
            }
        }

        var upstreams = StageReferences.Check(stages, places, faults);
        ArtifactReferences.Check(stages, places, upstreams, artifacts.Declared, faults);
        return stages;
    }

    private StageDefinition Read(FieldReader fields, string path, int index)
    {
        var id = fields.Name("id");
        if (id is not null && !NamingRules.IsStageId(id.Text))
            faults.Add($"{path}.id", id.Place, DefinitionFaultCode.InvalidName, $"'{DocumentFaults.Shorten(id.Text)}' is no stage id: use {NamingRules.StageIdRule}.");

        var type = fields.Name("type");
        var stage = new StageDefinition
        {
            Id = id?.Text ?? "",
            Type = type?.Text ?? "",
            Name = fields.Text("name") ?? id?.Text ?? "",
            DependsOn = Ids(fields, "dependsOn", DocumentLimits.Stages, "the id of a stage, a text"),
            Join = fields.Choice("join", Choices.Joins),
            Requires = Ids(fields, "requires", DocumentLimits.Artifacts, "the id of an artifact, a text"),
            Produces = artifacts.ReadAll(fields, "produces", producer: index),
            EnabledIf = EnabledIf(fields),
            OnFailure = fields.Choice("onFailure", Choices.FailurePolicies),
            OnReject = fields.Choice("onReject", Choices.FailurePolicies),
            Window = new WindowReader(faults).Read(fields, "window"),
            Timeout = Timeout(fields),
            TimeoutOutcome = fields.Choice("timeoutOutcome", Choices.TimeoutOutcomes),
            Comments = fields.Text("comments"),
            Notifications = new NotificationReader(expressions, faults).ReadAll(fields, "notifications", Choices.StageNotificationEvents),
            With = With(fields, type, path),
        };
        fields.RefuseOthers();
        return stage;
    }

    private List<string> Ids(FieldReader fields, string name, int limit, string expected)
    {
        var ids = new List<string>();
        foreach (var (item, index) in fields.List(name, limit).Select((item, index) => (item, index)))
        {
            if (item is DocumentScalar { Kind: ScalarKind.Text } scalar)
                ids.Add(scalar.Text);
            else
                DocumentFaults.WrongType(faults, DocumentPath.Item(fields.PathOf(name), index), item, expected);
        }

        return ids;
    }

    private string? EnabledIf(FieldReader fields)
    {
        if (fields.Text("enabledIf") is not { } text)
            return null;

        var path = fields.PathOf("enabledIf");
        var scalar = (DocumentScalar)fields.Mapping["enabledIf"]!;
        var before = faults.Count;
        expressions.Check(scalar, path);
        if (faults.Count > before)
            return null;

        text = text.Trim();
        if (!ExpressionSyntax.IsOneExpression(text))
        {
            var meant = $"${{{text}}}";
            faults.Add(
                path,
                scalar.Place,
                DefinitionFaultCode.InvalidExpression,
                "This must be one expression with nothing around it, for example ${parameters.region == 'kr'}.",
                text.Length > 0 && ExpressionSyntax.IsOneExpression(meant) && ExpressionSyntax.Check(meant).Count == 0 ? meant : null);
        }
        else if (ExpressionSyntax.ReadsSecrets(text))
        {
            faults.Add(path, scalar.Place, DefinitionFaultCode.InvalidExpression, "Whether a stage runs cannot depend on a secret; secrets are for 'with'.");
        }

        return text;
    }

    private TimeSpan? Timeout(FieldReader fields)
    {
        var timeout = fields.Duration("timeout");
        if (timeout != TimeSpan.Zero)
            return timeout;

        faults.Add(fields.PathOf("timeout"), fields.Mapping["timeout"]!.Place, DefinitionFaultCode.InvalidValue, "A timeout is longer than nothing; leave the field out for the stage type's own limit.");
        return null;
    }

    private JsonObject With(FieldReader fields, DocumentScalar? type, string path)
    {
        var with = fields.Map("with");
        var inputs = with?.Mapping ?? new DocumentMapping([], fields.Mapping.Place);

        if (with is not null)
            expressions.Check(inputs, $"{path}.with");
        if (type is null)
            return [];

        if (!stageTypes.TryGetValue(type.Text, out var description))
        {
            var nearest = faults.Nearest(type.Text, stageTypes.Keys);
            var groups = nearest is null ? $" The groups are: {string.Join(", ", stageTypes.Values.Select(known => known.Group).Distinct())}." : "";
            faults.Add($"{path}.type", type.Place, DefinitionFaultCode.UnknownStageType, $"There is no stage type '{DocumentFaults.Shorten(type.Text)}'.{groups}", nearest);
            return [];
        }

        if (!schemas.TryGetValue(type.Text, out var schema))
            schemas.Add(type.Text, schema = JsonSchema.Compile(description.InputSchema));

        // A 'with' of the wrong type has its fault already; what is missing in it would only be noise.
        if (with is not null || fields.Mapping["with"] is null)
            new SchemaValidation(faults, expressionsAllowed: true).Validate(schema, inputs, $"{path}.with");
        return with is null ? [] : (JsonObject)inputs.ToJson()!;
    }
}
