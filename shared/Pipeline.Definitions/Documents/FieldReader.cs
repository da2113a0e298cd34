namespace Pipeline.Definitions.Documents;

/// <summary>Reads the fields of one map by name and knows, at the end, which ones nobody asked for.</summary>
internal sealed class FieldReader(DocumentMapping mapping, string path, FaultList faults)
{
    private readonly List<string> known = [];

    public DocumentMapping Mapping { get; } = mapping;

    public string PathOf(string name) => DocumentPath.Field(path, name);

    /// <summary>The value of a field; null when it is left out, or, with a fault, when it is null or required and left out.</summary>
    public DocumentNode? Value(string name, bool required = false)
    {
        known.Add(name);
        if (Mapping[name] is { } value)
            return value;

        if (required)
            faults.Add(PathOf(name), Mapping.Place, DefinitionFaultCode.Missing, $"The field '{name}' is missing.");
        return null;
    }

    public string? Text(string name, bool required = false)
    {
        var value = Value(name, required);
        if (value is DocumentScalar { Kind: ScalarKind.Text } scalar)
            return scalar.Text;

        if (value is not null)
            DocumentFaults.WrongType(faults, PathOf(name), value, "a text");
        return null;
    }

    /// <summary>A text that is not empty.</summary>
    public DocumentScalar? Name(string name)
    {
        var text = Text(name, required: true);
        if (text is { Length: > 0 })
            return (DocumentScalar)Mapping[name]!;

        if (text is not null)
            faults.Add(PathOf(name), Mapping[name]!.Place, DefinitionFaultCode.InvalidName, "This must not be empty.");
        return null;
    }

    public bool Boolean(string name)
    {
        var value = Value(name);
        if (value is DocumentScalar { Kind: ScalarKind.Boolean } scalar)
            return scalar.IsTrue;

        if (value is not null)
            DocumentFaults.WrongType(faults, PathOf(name), value, "true or false");
        return false;
    }

    public TimeSpan? Duration(string name)
    {
        var value = Value(name);
        if (value is null)
            return null;

        if (value is not DocumentScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar)
        {
            DocumentFaults.WrongType(faults, PathOf(name), value, "a duration such as 30s, 5m or 2h");
            return null;
        }

        if (Durations.Duration.TryParse(scalar.Text, out var duration, out var fault))
            return duration;

        var message = scalar.HoldsExpression ? $"Expressions are evaluated inside 'with' and 'enabledIf' only; '{name}' must be a duration such as 30s, 5m or 2h." : fault;
        faults.Add(PathOf(name), value.Place, DefinitionFaultCode.InvalidDuration, message);
        return null;
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        var text = Text(name);
        if (text is null)
            return default;
        if (choices.TryGetValue(text, out var choice))
            return choice;

        faults.Add(
            PathOf(name),
            Mapping[name]!.Place,
            DefinitionFaultCode.InvalidValue,
            $"'{DocumentFaults.Shorten(text)}' is not one of: {string.Join(", ", choices.Keys)}.",
            faults.Nearest(text, choices.Keys));
        return default;
    }

    public FieldReader? Map(string name, bool required = false)
    {
        var value = Value(name, required);
        if (value is DocumentMapping map)
            return new(map, PathOf(name), faults);

        if (value is not null)
            DocumentFaults.WrongType(faults, PathOf(name), value, "a map");
        return null;
    }

    public IReadOnlyList<DocumentNode> List(string name, int limit, bool required = false)
    {
        var value = Value(name, required);
        if (value is DocumentSequence list)
        {
            if (list.Items.Count <= limit)
                return list.Items;

            faults.Add(PathOf(name), list.Place, DefinitionFaultCode.TooLarge, $"There are {list.Items.Count} entries; at most {limit} are allowed.");
            return [];
        }

        if (value is not null)
            DocumentFaults.WrongType(faults, PathOf(name), value, "a list");
        return [];
    }

    /// <summary>Says of every field that was not asked for that it does not exist.</summary>
    public void RefuseOthers()
    {
        foreach (var field in Mapping.Fields)
        {
            if (!known.Contains(field.Name))
                DocumentFaults.UnknownField(faults, path, field, known);
        }
    }
}
