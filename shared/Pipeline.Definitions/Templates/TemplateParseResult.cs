using System.Diagnostics.CodeAnalysis;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>What a template's document says, or everything that is wrong with it.</summary>
public sealed record TemplateParseResult
{
    /// <summary>The template; null when there is a fault.</summary>
    public TemplateDefinition? Template { get; init; }

    /// <summary>All faults, in the order of the document; empty when it is valid.</summary>
    public IReadOnlyList<DefinitionFault> Faults { get; init; } = [];

    /// <summary>Whether the document is valid.</summary>
    [MemberNotNullWhen(true, nameof(Template))]
    public bool IsValid => Template is not null;
}
