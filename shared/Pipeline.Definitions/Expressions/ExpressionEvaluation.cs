using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Expressions;

/// <summary>The outcome of evaluating a template.</summary>
public sealed record ExpressionEvaluation
{
    /// <summary>
    /// The template with every expression replaced by its value, a tree of its own; <see langword="null"/> when that is the value,
    /// or when there are faults: half an evaluation is never handed out. Secrets in it are references: see <see cref="SecretReferences"/>.
    /// </summary>
    public JsonNode? Value { get; init; }

    /// <summary>Every expression that failed; empty when the evaluation succeeded.</summary>
    public IReadOnlyList<ExpressionFault> Faults { get; init; } = [];

    /// <summary>
    /// What expressions asked for and <see cref="ExpressionScope.Answers"/> did not hold; each of them is among the faults until it does.
    /// </summary>
    public IReadOnlyList<ExpressionLookup> Lookups { get; init; } = [];

    /// <summary>Whether <see cref="Value"/> may be used.</summary>
    public bool Succeeded => Faults.Count == 0;
}
