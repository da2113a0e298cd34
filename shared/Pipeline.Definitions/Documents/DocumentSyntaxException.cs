namespace Pipeline.Definitions.Documents;

/// <summary>A text cannot be read any further. Never leaves this library: it becomes a <see cref="DefinitionFault"/>.</summary>
internal sealed class DocumentSyntaxException(string code, string message, DocumentPlace place) : Exception(message)
{
    public string Code { get; } = code;

    public DocumentPlace Place { get; } = place;
}
