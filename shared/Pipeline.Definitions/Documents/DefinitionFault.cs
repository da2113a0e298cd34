namespace Pipeline.Definitions.Documents;

/// <summary>One thing that is wrong with a document, with its place.</summary>
public sealed record DefinitionFault
{
    /// <summary>The value it concerns, for example <c>spec.stages[2].with.url</c>; empty for the document as a whole.</summary>
    public required string Path { get; init; }

    /// <summary>The line, counted from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The character in the line, counted from 1.</summary>
    public required int Column { get; init; }

    /// <summary>What kind of fault it is: one of <see cref="DefinitionFaultCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong and how to put it right.</summary>
    public required string Message { get; init; }

    /// <summary>What was probably meant, ready to be put in its place; null when nothing is near.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Where the fault is in the template, when the document is an instance of one and the fault is not its own; else null.</summary>
    public Templates.TemplateFaultPlace? Template { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? $"{Line}:{Column}: {Message}" : $"{Line}:{Column}: {Path}: {Message}";
}
