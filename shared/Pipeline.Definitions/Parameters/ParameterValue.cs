using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Parameters;

/// <summary>Whether a value is one that a parameter takes.</summary>
public static class ParameterValue
{
    /// <summary>What a message calls the values of a type.</summary>
    public static string Describe(ParameterType type) => type switch
    {
        ParameterType.Text => "a text",
        ParameterType.Number => "a number",
        ParameterType.WholeNumber => "a whole number",
        ParameterType.Boolean => "true or false",
        ParameterType.List => "a list",
        _ => "a map",
    };

    /// <summary>A type's name in documents and JSON Schema, for example <c>integer</c>.</summary>
    public static string TypeNameOf(ParameterType type) => Choices.ParameterTypes.First(choice => choice.Value == type).Key;

    /// <summary>What is wrong with a value; null when nothing is.</summary>
    public static (string Code, string Message, string? Suggestion)? FaultOf(ParameterDefinition parameter, JsonNode value)
    {
        if (!HasType(parameter.Type, value))
        {
            var quoted = parameter.Type is ParameterType.Text && value is JsonValue ? $" Write it in quotation marks: \"{Shown(parameter, value)}\"." : "";
            return (DefinitionFaultCode.WrongType, $"This must be {Describe(parameter.Type)}.{quoted}", null);
        }

        if (parameter.Options.Count > 0 && !parameter.Options.Any(option => AreEqual(option, value)))
        {
            var options = parameter.Options.Select(Text).ToArray();
            return (
                DefinitionFaultCode.InvalidValue,
                $"'{Shown(parameter, value)}' is not one of the options: {string.Join(", ", options.Take(20).Select(DocumentFaults.Shorten))}{(options.Length > 20 ? ", …" : "")}.",
                parameter.Secret ? null : NearestName.Find(Text(value), options));
        }

        return parameter.Pattern is { } pattern && value.GetValueKind() is JsonValueKind.String && !ParameterPattern.Matches(pattern, value.GetValue<string>())
            ? (DefinitionFaultCode.InvalidValue, $"'{Shown(parameter, value)}' does not match the pattern {pattern}.", null)
            : null;
    }

    private static string Shown(ParameterDefinition parameter, JsonNode value) => parameter.Secret ? "***" : DocumentFaults.Shorten(Text(value));

    private static bool HasType(ParameterType type, JsonNode value) => (type, value.GetValueKind()) switch
    {
        (ParameterType.Text, JsonValueKind.String) => true,
        (ParameterType.Number, JsonValueKind.Number) => true,
        (ParameterType.WholeNumber, JsonValueKind.Number) => IsWhole(value),
        (ParameterType.Boolean, JsonValueKind.True or JsonValueKind.False) => true,
        (ParameterType.List, JsonValueKind.Array) => true,
        (ParameterType.Map, JsonValueKind.Object) => true,
        _ => false,
    };

    private static bool IsWhole(JsonNode value) =>
        decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number);

    private static bool AreEqual(JsonNode option, JsonNode value) => JsonNode.DeepEquals(option, value);

    private static string Text(JsonNode value) =>
        value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
