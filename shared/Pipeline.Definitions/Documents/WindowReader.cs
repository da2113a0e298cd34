using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads when something may start.</summary>
internal sealed class WindowReader(FaultList faults)
{
    /// <summary>The window of a field; null when it is left out, or, with faults, when it cannot be one.</summary>
    public ExecutionWindow? Read(FieldReader parent, string name)
    {
        if (parent.Map(name) is not { } fields)
            return null;

        var before = faults.Count;
        var days = Days(fields);
        var hours = Hours(fields);
        var zone = fields.Text("zone");
        var jitter = Jitter(fields, parent.PathOf(name));
        fields.RefuseOthers();

        // Values of the wrong type have their faults already, and would shift the places of others.
        if (faults.Count > before)
            return null;
        if (ExecutionWindow.TryParse(days, hours, zone, out var window, out var found))
            return window with { Jitter = jitter };

        Report(parent.PathOf(name), fields, found);
        return null;
    }

    private List<string> Days(FieldReader fields)
    {
        var days = new List<string>();
        foreach (var (index, item) in fields.List("days", Weekdays.Words.Count).Index())
        {
            if (item is DocumentScalar { Kind: ScalarKind.Text } day)
                days.Add(day.Text);
            else
                DocumentFaults.WrongType(faults, DocumentPath.Item(fields.PathOf("days"), index), item, "a day of the week, a text");
        }

        return days;
    }

    private List<(string From, string To)> Hours(FieldReader fields)
    {
        var hours = new List<(string, string)>();
        foreach (var (index, item) in fields.List("hours", DocumentLimits.WindowHours).Index())
        {
            var path = DocumentPath.Item(fields.PathOf("hours"), index);
            if (item is not DocumentMapping mapping)
            {
                DocumentFaults.WrongType(faults, path, item, "a map with the fields from and to");
                continue;
            }

            var span = new FieldReader(mapping, path, faults);
            hours.Add((span.Text("from", required: true) ?? "", span.Text("to", required: true) ?? ""));
            span.RefuseOthers();
        }

        return hours;
    }

    private WindowJitter? Jitter(FieldReader parent, string path)
    {
        if (parent.Map("jitter") is not { } fields)
            return null;

        var before = faults.Count;
        var (min, max, skipManual) = (fields.Duration("min"), fields.Duration("max"), fields.Boolean("skipManual"));
        fields.RefuseOthers();
        if (faults.Count > before)
            return null;
        if (WindowJitter.TryParse(min, max, skipManual, out var jitter, out var found))
            return jitter;

        Report(path, parent, found);
        return null;
    }

    private void Report(string path, FieldReader fields, IReadOnlyList<FieldFault> found)
    {
        foreach (var fault in found)
            faults.Add($"{path}.{fault.Field}", PlaceOf(fields.Mapping, fault.Field), fault.Code, fault.Message, fault.Suggestion);
    }

    /// <summary>The place of a field such as <c>hours[1].to</c>; the nearest map or list around it when the field is missing.</summary>
    private static DocumentPlace PlaceOf(DocumentNode node, string field)
    {
        foreach (var part in field.Split('.', '[', ']').Where(part => part.Length > 0))
        {
            var next = node switch
            {
                DocumentMapping mapping => mapping[part],
                DocumentSequence list => list.Items[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)],
                _ => null,
            };
            if (next is null)
                break;
            node = next;
        }

        return node.Place;
    }
}
