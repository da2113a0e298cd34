using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Parameters;

namespace Pipeline.Stages.Settings.CustomStages;

/// <summary>What is wrong with a stage that an operator prepares as a setting: its fields, its expressions, its parameters.</summary>
internal static class CustomStageFaults
{
    /// <summary>The faults of the inputs of the stage type that does the work.</summary>
    /// <param name="field">The setting's field that holds them.</param>
    /// <param name="inputs">The inputs, with expressions.</param>
    /// <param name="type">The stage type.</param>
    /// <param name="contract">What it takes.</param>
    public static IEnumerable<SettingFault> OfInputs(string field, JsonObject inputs, string type, JsonTypeInfo contract)
    {
        var known = contract.Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _) in inputs.Where(each => !known.Contains(each.Key)))
            yield return new($"{field}.{name}", $"{type} has no input '{name}'. It has {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        foreach (var (path, text) in Texts(inputs, field))
        {
            foreach (var fault in FaultsOf(text))
                yield return new(path, fault);
        }
    }

    /// <summary>The faults of its parameters.</summary>
    public static IEnumerable<SettingFault> OfParameters(IEnumerable<CustomStageParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Pattern is { } pattern && ParameterPattern.FaultOf(pattern) is { } fault)
                yield return new("parameters", $"The pattern of '{parameter.Name}' {fault}.");
            if (parameter.Default is { } value && ParameterValue.FaultOf(parameter.Definition, value) is { } wrong)
                yield return new("parameters", $"The default of '{parameter.Name}': {wrong.Message}");
        }
    }

    private static IEnumerable<string> FaultsOf(string text)
    {
        var faults = ExpressionSyntax.Check(text);
        foreach (var fault in faults)
            yield return fault.ToString();
        if (faults.Count > 0)
            yield break;

        var references = ExpressionSyntax.References(text);
        foreach (var name in references.Variables.Where(name => name != CustomStageValues.Variable))
            yield return $"'{name}' is nothing that a stage prepared by an operator sees. Declare a parameter, and read it as ${{{CustomStageValues.Variable}['{name}']}}.";
    }

    private static IEnumerable<(string Path, string Text)> Texts(JsonNode? node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Texts(field.Value, $"{path}.{field.Key}")),
        JsonArray items => items.SelectMany((item, index) => Texts(item, $"{path}[{index}]")),
        JsonValue value when value.GetValueKind() is JsonValueKind.String => [(path, value.GetValue<string>())],
        _ => [],
    };
}
