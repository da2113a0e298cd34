namespace Pipeline.Definitions.Documents;

/// <summary>Faults that are worded alike wherever they are found.</summary>
internal static class DocumentFaults
{
    public static void DuplicateField(FaultList faults, string path, string name, DocumentPlace place, DocumentPlace first) => faults.Add(
        DocumentPath.Field(path, name),
        place,
        DefinitionFaultCode.DuplicateField,
        $"The field '{Shorten(name)}' is given twice; it stands on line {first.Line}, column {first.Column} already. Leave one out.");

    public static void WrongType(FaultList faults, string path, DocumentNode node, string expected) => faults.Add(
        path,
        node.Place,
        DefinitionFaultCode.WrongType,
        $"This must be {expected}, but is {node.TypeName}.{Hint(node, expected)}");

    public static void UnknownField(FaultList faults, string path, DocumentField field, IReadOnlyCollection<string> known)
    {
        var nearest = faults.Nearest(field.Name, known);
        var listed = nearest is null && known.Count > 0 ? $" Known fields: {string.Join(", ", known)}." : "";
        faults.Add(
            DocumentPath.Field(path, field.Name),
            field.Place,
            DefinitionFaultCode.UnknownField,
            $"There is no field '{Shorten(field.Name)}' here.{listed}",
            nearest);
    }

    public static string Shorten(string text) => text.Length <= 64 ? text : text[..64] + "…";

    private static string Hint(DocumentNode node, string expected) => node switch
    {
        DocumentScalar { Kind: ScalarKind.Number } scalar when expected.Contains("a duration", StringComparison.Ordinal) =>
            $" Write it with its unit: {Shorten(scalar.Text)}s, {Shorten(scalar.Text)}m or {Shorten(scalar.Text)}h.",
        DocumentScalar { Kind: ScalarKind.Number or ScalarKind.Boolean } scalar when expected.Contains("a text", StringComparison.Ordinal) =>
            $" Write it in quotation marks: \"{Shorten(scalar.Text)}\".",
        DocumentScalar { Kind: ScalarKind.Null } => " Leave the field out if there is nothing to say.",
        _ => "",
    };
}
