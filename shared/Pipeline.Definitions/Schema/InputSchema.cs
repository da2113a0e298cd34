using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Schema;

/// <summary>Turns a stage type's input schema into what editors need: the same, but a text with an expression fits wherever a value does.</summary>
internal static class InputSchema
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal) { "title", "description", "default", "examples", "deprecated" };

    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal) { "properties", "$defs" };

    private static readonly HashSet<string> Alternatives = new(StringComparer.Ordinal) { "allOf", "anyOf", "oneOf" };

    /// <summary>Publishes a schema.</summary>
    /// <param name="schema">As the stage type describes it.</param>
    /// <param name="at">The reference under which it is published, to which its own references are moved.</param>
    public static JsonNode Publish(JsonObject schema, string at) => Publish(schema, new Place(schema, at), isValue: false)!;

    private static JsonNode? Publish(JsonNode? schema, Place place, bool isValue)
    {
        if (schema is not JsonObject fields)
            return schema?.DeepClone();

        var published = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, PublishKeyword(field.Key, field.Value, place))));
        if (fields["format"]?.GetValue<string>() == "duration")
        {
            // The format of that name knows ISO 8601 only.
            published = PipelineJsonSchema.Duration(null);
            foreach (var name in Annotations.Where(fields.ContainsKey))
                published.Add(name, fields[name]?.DeepClone());
        }

        return isValue && IsWrapped(fields) ? Wrap(published) : published;
    }

    private static JsonNode? PublishKeyword(string keyword, JsonNode? value, Place place) => keyword switch
    {
        "$ref" => place.Move(value!.GetValue<string>()),
        "additionalProperties" or "items" => Publish(value, place, isValue: true),
        "then" or "else" or "if" or "not" => Publish(value, place, isValue: false),
        _ when Maps.Contains(keyword) => new JsonObject(((JsonObject)value!).Select(field => KeyValuePair.Create(field.Key, Publish(field.Value, place, isValue: true)))),
        _ when Alternatives.Contains(keyword) => new JsonArray([.. ((JsonArray)value!).Select(item => Publish(item, place, isValue: false))]),
        _ => value?.DeepClone(),
    };

    /// <summary>Whether a text with an expression would not fit the schema as it is.</summary>
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

    private sealed record Place(JsonObject Root, string At)
    {
        /// <summary>Moves a reference, such as <c>#/properties/a/items</c>, to where its target is in the published schema.</summary>
        public string Move(string reference)
        {
            var moved = At;
            JsonNode? node = Root;
            string? container = null;
            var isWrapped = false;
            foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (isWrapped)
                    moved += "/anyOf/0";

                moved += $"/{step}";
                node = node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : node?[step];
                var isContainer = container is null && (Maps.Contains(step) || Alternatives.Contains(step));
                var isValue = container is null ? step is "items" or "additionalProperties" : Maps.Contains(container);
                isWrapped = !isContainer && isValue && node is JsonObject schema && IsWrapped(schema);
                container = isContainer ? step : null;
            }

            return moved;
        }
    }
}
