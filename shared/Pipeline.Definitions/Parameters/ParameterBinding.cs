using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Parameters;

/// <summary>Gives a run's parameters their values when it starts, whatever started it.</summary>
public static class ParameterBinding
{
    /// <summary>Binds what was supplied to what the pipeline declares.</summary>
    /// <param name="definitions">The pipeline's parameters.</param>
    /// <param name="supplied">The values supplied by name; null when none were. A null value counts as not supplied.</param>
    /// <returns>The value of every parameter that has one, or everything that is wrong with those supplied.</returns>
    public static ParameterBindingResult Bind(IReadOnlyList<ParameterDefinition> definitions, JsonObject? supplied)
    {
        var values = new JsonObject();
        var faults = new List<ParameterFault>();
        foreach (var definition in definitions)
        {
            var value = supplied is not null && supplied.TryGetPropertyValue(definition.Name, out var given) ? given : null;
            if (value is not null && ParameterValue.FaultOf(definition, value) is { } fault)
                faults.Add(Fault(definition.Name, fault.Code, fault.Message, fault.Suggestion));
            else if ((value ?? definition.Default) is { } bound)
                values.Add(definition.Name, bound.DeepClone());
            else if (definition.Required)
                faults.Add(Fault(definition.Name, DefinitionFaultCode.Missing, $"The parameter '{definition.Name}' is required.", null));
        }

        var names = definitions.Select(definition => definition.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in (supplied ?? []).Select(field => field.Key).Where(name => !names.Contains(name)))
        {
            var known = names.Count == 0 ? "It has none." : $"Its parameters: {string.Join(", ", definitions.Take(20).Select(definition => definition.Name))}.";
            faults.Add(Fault(name, DefinitionFaultCode.UnknownField, $"The pipeline has no parameter '{DocumentFaults.Shorten(name)}'. {known}", faults.Count < 100 ? NearestName.Find(name, names) : null));
        }

        return faults.Count == 0 ? new() { Values = values } : new() { Faults = faults };
    }

    private static ParameterFault Fault(string parameter, string code, string message, string? suggestion) =>
        new(parameter, code, suggestion is null ? message : $"{message} Did you mean '{suggestion}'?", suggestion);
}
