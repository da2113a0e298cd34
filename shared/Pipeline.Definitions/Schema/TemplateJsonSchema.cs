using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;
using static Pipeline.Definitions.Schema.PipelineJsonSchema;

namespace Pipeline.Definitions.Schema;

/// <summary>The JSON Schema (draft 2020-12) of template documents: a pipeline's, in which a text with a variable may stand for any value.</summary>
public static class TemplateJsonSchema
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal) { "title", "description", "default", "examples", "deprecated" };

    private static readonly string[] OwnOfInstances = ["template", "description", "disabled", "triggers"];

    /// <summary>Makes the schema of templates whose pipelines may use these stage types.</summary>
    /// <returns>A new tree.</returns>
    public static JsonObject Create(IReadOnlyDictionary<string, StageTypeDescription> stageTypes)
    {
        var pipeline = PipelineJsonSchema.Create(stageTypes);
        var spec = pipeline["properties"]!["spec"]!.DeepClone().AsObject();
        RemoveInstances(spec);
        var schema = Map("A template: a pipeline with variables, to which instances give values.", ["apiVersion", "kind", "metadata", "spec"], new()
        {
            ["apiVersion"] = Constant(PipelineDefinition.CurrentApiVersion, "The version of the document format."),
            ["kind"] = Constant(TemplateDocument.Kind, "What the document describes."),
            ["metadata"] = Map("What the template is called.", ["name"], new()
            {
                ["name"] = Text("The template's name, part of its address.", NamingRules.SlugPattern),
                ["application"] = Text("The only application whose pipelines may be instances; those of all when left out.", NamingRules.SlugPattern),
                ["description"] = Text("What the template is for."),
            }),
            ["spec"] = Map("What the template is.", ["pipeline"], new()
            {
                ["variables"] = List("What an instance gives values to; the pipeline reads them as ${variables.name}.", Reference("variable"), TemplateReader.MostVariables),
                ["pipeline"] = Relaxed(spec, isValue: false),
            }),
        });
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Pipeline template");

        var definitions = new JsonObject { ["variable"] = Variable(pipeline["$defs"]!["parameter"]!.AsObject()) };
        foreach (var (name, definition) in pipeline["$defs"]!.AsObject())
        {
            // Inputs of stages take expressions already.
            definitions.Add(name, name.StartsWith("with.", StringComparison.Ordinal) ? definition!.DeepClone() : Relaxed(definition, isValue: false));
        }

        schema.Add("$defs", definitions);
        return schema;
    }

    /// <summary>Lets a pipeline's document be an instance of a template.</summary>
    internal static void AddInstances(JsonObject pipeline)
    {
        var spec = pipeline["properties"]!["spec"]!.AsObject();
        var properties = spec["properties"]!.AsObject();
        var forbidden = new JsonObject(properties.Where(property => !OwnOfInstances.Contains(property.Key)).Select(property => KeyValuePair.Create(property.Key, (JsonNode?)false)));
        properties.Add("template", Map("The template that says what the pipeline does; beside it stand only description, disabled and triggers.", ["name"], new()
        {
            ["name"] = Text("The template's name.", NamingRules.SlugPattern),
            ["revision"] = new JsonObject { ["description"] = "The template's revision; the newest when the document is put, when left out.", ["type"] = "integer", ["minimum"] = 1 },
            ["variables"] = new JsonObject { ["description"] = "The values of the template's variables, by name.", ["type"] = "object" },
        }));
        spec.Remove("required");
        spec.Add("if", new JsonObject { ["required"] = new JsonArray("template") });
        spec.Add("then", new JsonObject { ["properties"] = forbidden });
        spec.Add("else", new JsonObject { ["required"] = new JsonArray("stages") });
    }

    private static void RemoveInstances(JsonObject spec)
    {
        spec["properties"]!.AsObject().Remove("template");
        foreach (var keyword in new[] { "if", "then", "else" })
            spec.Remove(keyword);
        spec.Add("required", new JsonArray("stages"));
    }

    private static JsonObject Variable(JsonObject parameter)
    {
        var variable = parameter.DeepClone().AsObject();
        variable["description"] = "A value that an instance gives; the pipeline reads it as ${variables.name}.";
        variable["properties"]!.AsObject().Remove("secret");
        variable["properties"]!["name"]!["description"] = "The name, unique in the template.";
        variable["properties"]!["required"]!["description"] = "Whether an instance must give a value; a default satisfies it. Where a variable without a value is all of a field, the field is left out.";
        variable["properties"]!["default"]!["description"] = "The value of an instance that gives none.";
        return variable;
    }

    private static JsonNode? Relaxed(JsonNode? schema, bool isValue)
    {
        if (schema is not JsonObject fields)
            return schema?.DeepClone();

        var relaxed = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Keyword(field.Key, field.Value))));
        return isValue && IsWrapped(relaxed) ? Wrap(relaxed) : relaxed;
    }

    private static JsonNode? Keyword(string keyword, JsonNode? value) => keyword switch
    {
        "properties" => new JsonObject(value!.AsObject().Select(field => KeyValuePair.Create(field.Key, Relaxed(field.Value, isValue: true)))),
        "items" or "additionalProperties" => Relaxed(value, isValue: true),
        "then" or "else" or "not" => Relaxed(value, isValue: false),
        "allOf" or "anyOf" or "oneOf" => new JsonArray([.. value!.AsArray().Select(item => Relaxed(item, isValue: false))]),
        _ => value?.DeepClone(),
    };

    /// <summary>Whether a text with a variable would not fit the schema as it is.</summary>
    private static bool IsWrapped(JsonObject schema) =>
        schema.Any(field => !Annotations.Contains(field.Key) && !(field.Key == "type" && field.Value is JsonValue type && type.GetValue<string>() == "string"));

    private static JsonObject Wrap(JsonObject schema)
    {
        var wrapped = new JsonObject();
        foreach (var name in Annotations.Where(schema.ContainsKey))
        {
            wrapped.Add(name, schema[name]?.DeepClone());
            schema.Remove(name);
        }

        wrapped.Add("anyOf", new JsonArray(schema, new JsonObject { ["type"] = "string", ["pattern"] = @"\$\{" }));
        return wrapped;
    }
}
