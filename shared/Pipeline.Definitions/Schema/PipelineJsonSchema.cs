using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Schema;

/// <summary>The JSON Schema (draft 2020-12) of pipeline documents, for editors: completion, descriptions and checks while one writes.</summary>
/// <remarks>What a schema cannot say (unique ids, dependencies and artifacts that exist, cycles, expressions, patterns) only <see cref="PipelineDocument"/> finds.</remarks>
public static partial class PipelineJsonSchema
{
    private const string DurationPattern = "^(0|([0-9]+(w|d|h|ms|m|s))+|P[0-9.DHMSTW]+)$";

    /// <summary>Makes the schema of documents that may use these stage types.</summary>
    /// <returns>A new tree.</returns>
    public static JsonObject Create(IReadOnlyDictionary<string, StageTypeDescription> stageTypes)
    {
        var types = stageTypes.Values.OrderBy(type => type.Type, StringComparer.Ordinal).ToArray();
        var definitions = new JsonObject
        {
            ["parameter"] = Parameter(),
            ["artifact"] = Artifact(),
            ["artifactMatch"] = ArtifactMatch(),
            ["expectedArtifact"] = ExpectedArtifact(),
            ["producedArtifact"] = ProducedArtifact(),
            ["trigger"] = TriggerJsonSchema.Create(),
            ["stage"] = Stage(types),
            ["window"] = WindowJsonSchema.Create(),
            ["failurePolicy"] = Choice(Choices.FailurePolicies.Keys),
            ["duration"] = Duration("A duration such as 30s, 5m, 2h, 3d, 1h30m or PT5M."),
        };
        foreach (var type in types)
            definitions.Add(InputsOf(type), InputSchema.Publish(type.InputSchema, $"#/$defs/{InputsOf(type)}"));

        var schema = Map("A pipeline: the parameters a run takes and the graph of stages it goes through.", ["apiVersion", "kind", "metadata", "spec"], new()
        {
            ["apiVersion"] = Constant(PipelineDefinition.CurrentApiVersion, "The version of the document format."),
            ["kind"] = Constant(PipelineDocument.Kind, "What the document describes."),
            ["metadata"] = Map("What the pipeline is called.", ["name"], new()
            {
                ["name"] = Text("The pipeline's name, part of its address.", NamingRules.SlugPattern),
                ["application"] = Text("The application that groups the pipeline and holds the roles on it; 'default' when left out.", NamingRules.SlugPattern),
            }),
            ["spec"] = Map("What the pipeline does.", ["stages"], new()
            {
                ["description"] = Text("What the pipeline is for."),
                ["disabled"] = Flag("Whether starting a run is refused."),
                ["deploys"] = Text("The environment that every run deploys to, for example production: each run then counts as a deployment. Left out: a run is one when a stage of it deploys or promotes.", NamingRules.SlugPattern),
                ["concurrency"] = ConcurrencyJsonSchema.Create(),
                ["window"] = Reference("window", "When the stages may start that have no window of their own; at any time when left out."),
                ["retention"] = Retention(),
                ["parameters"] = List("What a run may be given when it starts.", Reference("parameter"), DocumentLimits.Parameters),
                ["artifacts"] = List("The artifacts that a run expects when it starts.", Reference("expectedArtifact"), DocumentLimits.Artifacts),
                ["triggers"] = List("What starts runs by itself.", Reference("trigger"), DocumentLimits.Triggers),
                ["notifications"] = NotificationJsonSchema.List("Who is told of what happens to runs.", Choices.RunNotificationEvents),
                ["stages"] = List("The stages. They run in parallel but for what dependsOn says; their order here means nothing.", Reference("stage"), DocumentLimits.Stages, minItems: 1),
            }),
        });
        TemplateJsonSchema.AddInstances(schema);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Pipeline");
        schema.Add("$defs", definitions);
        return schema;
    }

    internal static JsonObject Duration(string? description)
    {
        var schema = new JsonObject { ["type"] = new JsonArray("string", "integer"), ["pattern"] = DurationPattern, ["minimum"] = 0, ["maximum"] = 0 };
        if (description is not null)
            schema.Insert(0, "description", description);
        return schema;
    }

    private static JsonObject Parameter() => Map("A value that a run may be given when it starts; stages read it as ${parameters.name}.", ["name"], new()
    {
        ["name"] = Text("The name, unique in the pipeline.", NamingRules.ParameterPattern),
        ["label"] = Text("What a form shows instead of the name."),
        ["description"] = Text("What the value is for."),
        ["type"] = Choice(Choices.ParameterTypes.Keys, "The type of the value; string when left out."),
        ["required"] = Flag("Whether a run must be given a value; a default satisfies it."),
        ["default"] = new JsonObject { ["description"] = "The value of a run that is given none." },
        ["options"] = List("The only values allowed.", new(), 1_000),
        ["pattern"] = Text("The regular expression that the whole of a string value must match, without look-around and back-references."),
        ["secret"] = Flag("Whether the value is masked wherever a run is shown."),
    });

    private static JsonObject Stage(StageTypeDescription[] types)
    {
        var stage = Map("One stage of the pipeline.", ["id", "type"], new()
        {
            ["id"] = Text("What dependsOn and the API call the stage; unique in the pipeline.", NamingRules.StageIdPattern),
            ["type"] = Choice(types.Select(type => type.Type), "What the stage does."),
            ["name"] = Text("What people and expressions call the stage; its id when left out."),
            ["dependsOn"] = List("The ids of the stages that this one waits for; a stage that waits for none starts with the run.", Text(null), DocumentLimits.Stages, uniqueItems: true),
            ["join"] = Choice(Choices.Joins.Keys, "When the stage may start: all of its upstreams went well, any of them did, or all of them are done, however they ended."),
            ["requires"] = List("The ids of the artifacts that must be there for the stage to start: those that the pipeline expects or stages upstream produce.", Text(null), DocumentLimits.Artifacts, uniqueItems: true),
            ["produces"] = List("The artifacts that the stage publishes when it ends well, found in its own outputs.", Reference("producedArtifact"), DocumentLimits.Artifacts),
            ["enabledIf"] = Text("One expression, for example ${parameters.region == 'kr'}: when it is false the stage is skipped; when it is neither true nor false the stage fails.", @"^\s*\$\{"),
            ["onFailure"] = Reference("failurePolicy", "What a failure of this stage means for its branch and for the run; fail-pipeline when left out."),
            ["onReject"] = Reference("failurePolicy", "What a person's refusal means; fail-pipeline when left out."),
            ["window"] = Reference("window", "When the stage may start; the pipeline's window when left out. {} is at any time."),
            ["timeout"] = Reference("duration", "How long the stage may run, waiting included; time before its window and while the run is paused does not count."),
            ["timeoutOutcome"] = Choice(Choices.TimeoutOutcomes.Keys, "What running out of time counts as; fail when left out."),
            ["comments"] = Text("Free text, shown with the stage."),
            ["notifications"] = NotificationJsonSchema.List("Who is told of what happens to the stage.", Choices.StageNotificationEvents),
            ["with"] = new JsonObject { ["description"] = "The stage type's inputs; any text in them may hold ${…}.", ["type"] = "object" },
        });
        stage.Add("allOf", new JsonArray([.. types.Select(Inputs)]));
        return stage;
    }

    private static JsonNode Inputs(StageTypeDescription type)
    {
        var then = new JsonObject
        {
            ["title"] = type.Title.English,
            ["description"] = type.Description,
            ["properties"] = new JsonObject { ["with"] = Reference(InputsOf(type)) },
        };
        if (type.InputSchema["required"] is JsonArray { Count: > 0 })
            then.Add("required", new JsonArray("with"));

        return new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = type.Type } }, ["required"] = new JsonArray("type") },
            ["then"] = then,
        };
    }

    private static string InputsOf(StageTypeDescription type) => $"with.{type.Type}";

    internal static JsonObject Map(string description, string[] required, JsonObject properties) => new()
    {
        ["description"] = description,
        ["type"] = "object",
        ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
        ["additionalProperties"] = false,
        ["properties"] = properties,
    };

    internal static JsonObject List(string description, JsonObject items, int maxItems, int minItems = 0, bool uniqueItems = false)
    {
        var schema = new JsonObject { ["description"] = description, ["type"] = "array", ["items"] = items, ["maxItems"] = maxItems };
        if (minItems > 0)
            schema.Add("minItems", minItems);
        if (uniqueItems)
            schema.Add("uniqueItems", true);
        return schema;
    }

    internal static JsonObject Text(string? description, string? pattern = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (description is not null)
            schema.Insert(0, "description", description);
        if (pattern is not null)
            schema.Add("pattern", pattern);
        return schema;
    }

    internal static JsonObject Flag(string description) => new() { ["description"] = description, ["type"] = "boolean" };

    internal static JsonObject Constant(string value, string description) => new() { ["description"] = description, ["const"] = value };

    internal static JsonObject Choice(IEnumerable<string> words, string? description = null)
    {
        var schema = new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };
        if (description is not null)
            schema.Insert(0, "description", description);
        return schema;
    }

    internal static JsonObject Reference(string definition, string? description = null)
    {
        var schema = new JsonObject { ["$ref"] = $"#/$defs/{definition}" };
        if (description is not null)
            schema.Insert(0, "description", description);
        return schema;
    }
}
