using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Kernel;

/// <summary>A stage's configuration on its way to the stage: expressions first, once an attempt; secrets last, in every step.</summary>
internal sealed class StageInputs(ISecrets secrets)
{
    /// <summary>Evaluates the stage's <c>with</c>. Secrets stay references.</summary>
    /// <exception cref="StageFailedException">An expression fails: the error names it, its position and the reason.</exception>
    public static async ValueTask<JsonObject> EvaluateAsync(
        StageEvaluation evaluation, StageDefinition stage, StageType type, CancellationToken cancellationToken)
    {
        var (template, ordered) = (stage.With, (JsonNode?)null);
        if (type.OrderedInput is { } input && stage.With.ContainsKey(input))
        {
            ordered = await StageVariables.EvaluateAsync(evaluation, input, stage.With[input], cancellationToken);
            template = template.DeepClone().AsObject();
            template.Remove(input);
        }

        var result = await evaluation.EvaluateAsync(template, "", null, cancellationToken);
        if (!result.Succeeded)
            throw Failure(result.Faults);

        var inputs = result.Value as JsonObject ?? [];
        if (ordered is not null)
            inputs[type.OrderedInput!] = ordered;
        return inputs;
    }

    /// <summary>Puts the secrets into evaluated inputs, and gives the mask that takes them out again.</summary>
    /// <exception cref="StageFailedException">A secret does not exist.</exception>
    public async ValueTask<(JsonObject Input, SecretMask Mask)> ResolveAsync(
        JsonObject inputs, RunSnapshot snapshot, FrozenDefinition definition, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in SecretReferences.Names(inputs))
        {
            values[name] = await secrets.FindAsync(snapshot.Run.Application, name, cancellationToken)
                ?? throw new StageFailedException(new StageError(
                    "secret-missing",
                    $"There is no secret '{name}' for the application '{snapshot.Run.Application}'. Add it under settings/secrets, then restart the stage."));
        }

        var resolved = SecretReferences.Resolve(inputs, name => values.GetValueOrDefault(name))!.AsObject();
        return (resolved, new SecretMask(values.Values.Concat(SecretParameters.Values(snapshot.Run, definition.Definition))));
    }

    /// <summary>The failure of a stage whose expressions have faults.</summary>
    public static StageFailedException Failure(IReadOnlyList<ExpressionFault> faults)
    {
        var first = faults[0];
        var details = new JsonObject
        {
            ["expressions"] = new JsonArray([.. faults.Select(fault => new JsonObject
            {
                ["path"] = fault.Path,
                ["expression"] = fault.Expression,
                ["offset"] = fault.Offset,
                ["line"] = fault.Line,
                ["column"] = fault.Column,
                ["reason"] = fault.Reason,
            })]),
        };
        var more = faults.Count > 1 ? $" ({faults.Count - 1} more expressions failed)" : "";
        return new(new StageError("expression", first + more, details));
    }
}
