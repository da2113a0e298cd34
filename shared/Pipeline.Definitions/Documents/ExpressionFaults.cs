namespace Pipeline.Definitions.Documents;

/// <summary>Checks the syntax of every expression in a stage's inputs, refuses those elsewhere, and finds the faults' places in the document.</summary>
internal sealed class ExpressionFaults(string document, Func<string, IEnumerable<(int Offset, string Message)>> syntaxFaultsOf, FaultList faults)
{
    /// <summary>Checks all texts of a value.</summary>
    public void Check(DocumentNode node, string path) => Check(node, path, syntaxFaultsOf);

    /// <summary>Refuses every expression in a value that nobody evaluates.</summary>
    public void Refuse(DocumentNode node, string path) => Check(
        node,
        path,
        text => [(text.IndexOf("${", StringComparison.Ordinal), "Expressions are evaluated inside 'with' only; write the text itself.")]);

    private void Check(DocumentNode node, string path, Func<string, IEnumerable<(int Offset, string Message)>> faultsOf)
    {
        if (faults.IsFull)
            return;

        switch (node)
        {
            case DocumentMapping mapping:
                foreach (var field in mapping.Fields)
                    Check(field.Value, DocumentPath.Field(path, field.Name), faultsOf);
                break;
            case DocumentSequence sequence:
                for (var index = 0; index < sequence.Items.Count; index++)
                    Check(sequence.Items[index], DocumentPath.Item(path, index), faultsOf);
                break;
            case DocumentScalar { HoldsExpression: true } scalar:
                foreach (var (offset, message) in faultsOf(scalar.Text))
                    faults.Add(path, TextPlaces.PlaceOf(document, scalar, offset), DefinitionFaultCode.InvalidExpression, message);
                break;
        }
    }
}
