using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Stages.Kernel;

/// <summary>Evaluates a list of named values one after the other, so that each sees those before it by name.</summary>
internal static partial class StageVariables
{
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal) { "parameters", "trigger", "execution", "secrets", "stages", "artifacts" };

    /// <summary>The list with every expression replaced; anything but a list is handed back for the stage's own check.</summary>
    /// <exception cref="StageFailedException">An expression fails, a name cannot be used or is used twice, or a value holds a secret.</exception>
    public static async ValueTask<JsonNode?> EvaluateAsync(StageEvaluation evaluation, string input, JsonNode? list, CancellationToken cancellationToken)
    {
        if (list is not JsonArray items)
            return list?.DeepClone();

        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var evaluated = new JsonArray();
        for (var index = 0; index < items.Count; index++)
        {
            var path = $"{input}[{index}]";
            var result = await evaluation.EvaluateAsync(items[index], path, values, cancellationToken);
            if (!result.Succeeded)
                throw StageInputs.Failure([.. result.Faults.Select(fault => fault with { Path = fault.Path.Length == 0 ? path : $"{path}.{fault.Path}" })]);

            evaluated.Add(result.Value);
            if (result.Value is not JsonObject item || item["name"] is not JsonValue name || !name.TryGetValue<string>(out var text))
                continue;

            Check(path, text, item["value"], values.ContainsKey(text));

            // What evaluation wrote has the marks of secrets' references escaped; as a value of expressions it is plain again.
            values[text] = SecretReferences.Resolve(item["value"], _ => "");
        }

        return evaluated;
    }

    /// <exception cref="StageFailedException">The name cannot be used or is used twice, or the value holds a secret.</exception>
    public static void Check(string path, string name, JsonNode? value, bool isKnown)
    {
        if (!Identifier().IsMatch(name))
            throw Refused($"{path}.name: '{name}' cannot be a variable's name: use letters, digits and underscores, at most 63, with no digit first.");
        if (Taken.Contains(name))
            throw Refused($"{path}.name: '{name}' already has a meaning in expressions; give the variable another name.");
        if (isKnown)
            throw Refused($"{path}.name: Two variables have the name '{name}'; give one of them another.");
        if (SecretReferences.Names(value) is [var secret, ..])
            throw Refused($"{path}.value: A variable is an output and cannot hold the secret '{secret}'; write ${{secrets.{secret}}} where it is used.");
    }

    private static StageFailedException Refused(string message) => new(new StageError("invalid-input", message));

    // \z where the published pattern says $, which in .NET would let a line end through.
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,62}\z")]
    private static partial Regex Identifier();
}
