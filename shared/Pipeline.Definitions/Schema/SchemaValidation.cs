using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Schema;

/// <summary>Holds a document's values against a schema and says, with places, everything that does not fit.</summary>
/// <param name="faults">Takes what is wrong.</param>
/// <param name="expressionsAllowed">Whether a text that holds <c>${</c> fits any schema, since its value is only known when the stage runs.</param>
internal sealed class SchemaValidation(FaultList faults, bool expressionsAllowed)
{
    /// <summary>Validates a value. A map's fault of a missing field stands at the map.</summary>
    public void Validate(JsonSchema schema, DocumentNode node, string path)
    {
        if (faults.IsFull || (expressionsAllowed && node is DocumentScalar { HoldsExpression: true }))
            return;

        if (schema.IsNothing)
        {
            faults.Add(path, node.Place, DefinitionFaultCode.InvalidValue, "Nothing may be given here.");
            return;
        }

        if (schema.Reference is { } reference)
            Validate(reference.Value, node, path);

        if (!SchemaTypes.Fits(schema, node))
        {
            DocumentFaults.WrongType(faults, path, node, SchemaTypes.Describe(schema));
            return;
        }

        if (schema.Enum is { } allowed && !allowed.Any(value => JsonNode.DeepEquals(value, node.ToJson())))
        {
            ReportChoice(allowed, node, path);
            return;
        }

        switch (node)
        {
            case DocumentScalar scalar:
                ScalarRules.Check(schema, scalar, path, faults);
                break;
            case DocumentSequence sequence:
                ValidateItems(schema, sequence, path);
                break;
            case DocumentMapping mapping:
                ValidateFields(schema, mapping, path);
                break;
        }

        ValidateCombinations(schema, node, path);
    }

    private void ReportChoice(IReadOnlyList<JsonNode?> allowed, DocumentNode node, string path)
    {
        var words = allowed.Select(value => value is JsonValue text && text.TryGetValue<string>(out var word) ? word : value?.ToJsonString() ?? "null").ToArray();
        var given = node is DocumentScalar scalar ? $"'{DocumentFaults.Shorten(scalar.Text)}'" : node.TypeName;
        var nearest = node is DocumentScalar { Kind: ScalarKind.Text } near ? faults.Nearest(near.Text, words) : null;
        var message = words.Length == 1 ? $"This must be {words[0]}, but is {given}." : $"{given} is not one of: {string.Join(", ", words)}.";
        faults.Add(path, node.Place, DefinitionFaultCode.InvalidValue, message, nearest);
    }

    private void ValidateItems(JsonSchema schema, DocumentSequence list, string path)
    {
        if (list.Items.Count < schema.MinItems)
            faults.Add(path, list.Place, DefinitionFaultCode.InvalidValue, $"This needs at least {schema.MinItems} {(schema.MinItems == 1 ? "entry" : "entries")}.");
        if (list.Items.Count > schema.MaxItems)
            faults.Add(path, list.Place, DefinitionFaultCode.InvalidValue, $"This takes at most {schema.MaxItems} {(schema.MaxItems == 1 ? "entry" : "entries")}, not {list.Items.Count}.");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < list.Items.Count; index++)
        {
            var item = list.Items[index];
            if (schema.UniqueItems && !seen.Add(item.ToJson()?.ToJsonString() ?? "null"))
                faults.Add(DocumentPath.Item(path, index), item.Place, DefinitionFaultCode.Duplicate, "This stands in the list already.");
            if (schema.UniqueBy is { } name && item is DocumentMapping map && map[name] is DocumentScalar { HoldsExpression: false } value && !seen.Add($"{name}={value.Text}"))
                faults.Add(DocumentPath.Field(DocumentPath.Item(path, index), name), value.Place, DefinitionFaultCode.Duplicate, $"Two entries have the {name} '{DocumentFaults.Shorten(value.Text)}'; give one of them another.");
            if (schema.Items is { } items)
                Validate(items, item, DocumentPath.Item(path, index));
        }
    }

    private void ValidateFields(JsonSchema schema, DocumentMapping map, string path)
    {
        foreach (var name in schema.Required.Where(name => map[name] is null))
            faults.Add(DocumentPath.Field(path, name), map.Place, DefinitionFaultCode.Missing, $"The field '{name}' is missing.");

        if (map.Fields.Count < schema.MinProperties)
            faults.Add(path, map.Place, DefinitionFaultCode.InvalidValue, $"This needs at least {schema.MinProperties} {(schema.MinProperties == 1 ? "field" : "fields")}.");
        if (map.Fields.Count > schema.MaxProperties)
            faults.Add(path, map.Place, DefinitionFaultCode.InvalidValue, $"This takes at most {schema.MaxProperties} {(schema.MaxProperties == 1 ? "field" : "fields")}.");

        foreach (var field in map.Fields)
        {
            if (schema.Properties.TryGetValue(field.Name, out var property))
                Validate(property, field.Value, DocumentPath.Field(path, field.Name));
            else if (schema.AdditionalProperties is { IsNothing: true })
                DocumentFaults.UnknownField(faults, path, field, [.. schema.Properties.Keys]);
            else if (schema.AdditionalProperties is { } additional)
                Validate(additional, field.Value, DocumentPath.Field(path, field.Name));
        }
    }

    private void ValidateCombinations(JsonSchema schema, DocumentNode node, string path)
    {
        foreach (var each in schema.AllOf)
            Validate(each, node, path);

        if (schema.AnyOf.Count > 0)
            ValidateAlternatives(schema.AnyOf, exactlyOne: false, node, path);
        if (schema.OneOf.Count > 0)
            ValidateAlternatives(schema.OneOf, exactlyOne: true, node, path);
        if (schema.Not is { } not && Try(not, node, path).Count == 0)
            faults.Add(path, node.Place, DefinitionFaultCode.InvalidValue, "This is not allowed here.");

        if (schema.If is { } condition && (Try(condition, node, path).Count == 0 ? schema.Then : schema.Else) is { } consequence)
            Validate(consequence, node, path);
    }

    /// <summary>Reports the faults of the alternative that fits best: one of the right type, with the fewest faults.</summary>
    private void ValidateAlternatives(IReadOnlyList<JsonSchema> alternatives, bool exactlyOne, DocumentNode node, string path)
    {
        var attempts = alternatives.Select(alternative => Try(alternative, node, path)).ToArray();
        var fitting = attempts.Count(attempt => attempt.Count == 0);
        if (fitting == 1 || (fitting > 1 && !exactlyOne))
            return;

        if (fitting > 1)
        {
            faults.Add(path, node.Place, DefinitionFaultCode.InvalidValue, "This can be read in more than one way; leave out what does not belong to the one that is meant.");
            return;
        }

        var ofType = Enumerable.Range(0, attempts.Length).Where(index => SchemaTypes.Fits(alternatives[index], node)).ToArray();
        if (ofType.Length == 0)
            DocumentFaults.WrongType(faults, path, node, SchemaTypes.Describe(alternatives));
        else
            faults.AddRange(attempts[ofType.MinBy(index => attempts[index].Count)]);
    }

    private FaultList Try(JsonSchema schema, DocumentNode node, string path)
    {
        var attempt = new FaultList();
        new SchemaValidation(attempt, expressionsAllowed).Validate(schema, node, path);
        return attempt;
    }
}
