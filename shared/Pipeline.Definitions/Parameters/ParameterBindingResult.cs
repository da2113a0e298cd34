using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Parameters;

/// <summary>The values of a run's parameters, or everything that is wrong with those supplied.</summary>
public sealed record ParameterBindingResult
{
    /// <summary>The values by name, a copy that nothing else holds; null when there is a fault.</summary>
    public JsonObject? Values { get; init; }

    /// <summary>All faults; empty when the values are bound.</summary>
    public IReadOnlyList<ParameterFault> Faults { get; init; } = [];

    /// <summary>Whether the values are bound.</summary>
    [MemberNotNullWhen(true, nameof(Values))]
    public bool IsValid => Values is not null;
}

/// <summary>One thing that is wrong with the parameters supplied to a run.</summary>
/// <param name="Parameter">The parameter's name, as supplied or declared.</param>
/// <param name="Code">The kind of fault: one of <see cref="DefinitionFaultCode"/>.</param>
/// <param name="Message">What is wrong and how to put it right; a secret's value is never shown.</param>
/// <param name="Suggestion">What was probably meant; null when nothing is near.</param>
public sealed record ParameterFault(string Parameter, string Code, string Message, string? Suggestion);
