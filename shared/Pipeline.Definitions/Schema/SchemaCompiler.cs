using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Schema;

/// <summary>Reads schemas that the product's own code made; whatever it does not know is an error of that code.</summary>
internal sealed class SchemaCompiler(JsonNode root)
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "enumDescriptions",
    };

    private readonly Dictionary<string, JsonSchema> references = new(StringComparer.Ordinal);

    public JsonSchema Compile() => Compile(root);

    private JsonSchema Compile(JsonNode? schema)
    {
        if (schema is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            return schema.GetValueKind() is JsonValueKind.True ? JsonSchema.Anything : new() { IsNothing = true };
        if (schema is not JsonObject fields)
            throw new ArgumentException("A schema is a JSON object, true or false.");

        return fields.Aggregate(new JsonSchema(), (compiled, field) => With(compiled, field.Key, field.Value));
    }

    private JsonSchema With(JsonSchema schema, string keyword, JsonNode? value) => keyword switch
    {
        "type" => schema with { Types = value is JsonArray types ? [.. types.Select(Text)] : [Text(value)] },
        "properties" => schema with { Properties = ((JsonObject)value!).ToDictionary(field => field.Key, field => Compile(field.Value), StringComparer.Ordinal) },
        "required" => schema with { Required = [.. ((JsonArray)value!).Select(Text)] },
        "additionalProperties" => schema with { AdditionalProperties = Compile(value) },
        "items" => schema with { Items = Compile(value) },
        "enum" => schema with { Enum = [.. ((JsonArray)value!)] },
        "const" => schema with { Enum = [value] },
        "minimum" => schema with { Minimum = Number(value) },
        "maximum" => schema with { Maximum = Number(value) },
        "exclusiveMinimum" => schema with { ExclusiveMinimum = Number(value) },
        "exclusiveMaximum" => schema with { ExclusiveMaximum = Number(value) },
        "minLength" => schema with { MinLength = (int)Number(value) },
        "maxLength" => schema with { MaxLength = (int)Number(value) },
        "minItems" => schema with { MinItems = (int)Number(value) },
        "maxItems" => schema with { MaxItems = (int)Number(value) },
        "minProperties" => schema with { MinProperties = (int)Number(value) },
        "maxProperties" => schema with { MaxProperties = (int)Number(value) },
        "uniqueItems" => schema with { UniqueItems = value!.GetValueKind() is JsonValueKind.True },
        "x-unique-by" => schema with { UniqueBy = Text(value) },
        "pattern" => schema with { Pattern = new(Text(value)) },
        "format" => schema with { Format = Text(value) },
        "allOf" => schema with { AllOf = Schemas(value) },
        "anyOf" => schema with { AnyOf = Schemas(value) },
        "oneOf" => schema with { OneOf = Schemas(value) },
        "not" => schema with { Not = Compile(value) },
        "if" => schema with { If = Compile(value) },
        "then" => schema with { Then = Compile(value) },
        "else" => schema with { Else = Compile(value) },
        "$ref" => schema with { Reference = new(() => Resolve(Text(value))) },
        _ when Annotations.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal) => schema,
        _ => throw new ArgumentException($"The schema keyword '{keyword}' is not validated here."),
    };

    private JsonSchema Resolve(string reference)
    {
        if (references.TryGetValue(reference, out var known))
            return known;
        if (!reference.StartsWith('#'))
            throw new ArgumentException($"The schema reference '{reference}' leads out of the schema.");

        var target = root;
        foreach (var step in Uri.UnescapeDataString(reference[1..]).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            target = target switch
            {
                JsonObject map => map[name],
                JsonArray list when int.TryParse(name, out var index) && index < list.Count => list[index],
                _ => null,
            } ?? throw new ArgumentException($"The schema reference '{reference}' leads nowhere.");
        }

        return references[reference] = Compile(target);
    }

    private JsonSchema[] Schemas(JsonNode? value) => [.. ((JsonArray)value!).Select(Compile)];

    private static string Text(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var result) ? result : throw new ArgumentException("A schema's text is missing.");

    private static decimal Number(JsonNode? value) => decimal.Parse(value!.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
}
