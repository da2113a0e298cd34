using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Definitions.Documents;

/// <summary>What a document says, or everything that is wrong with it.</summary>
public sealed record PipelineParseResult
{
    /// <summary>The definition; null when there is a fault.</summary>
    public PipelineDefinition? Definition { get; init; }

    /// <summary>All faults, in the order of the document; empty when the document is valid.</summary>
    public IReadOnlyList<DefinitionFault> Faults { get; init; } = [];

    /// <summary>Whether the document is valid.</summary>
    [MemberNotNullWhen(true, nameof(Definition))]
    public bool IsValid => Definition is not null;
}
