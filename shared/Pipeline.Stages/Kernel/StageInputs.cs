using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
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
    public static JsonObject Evaluate(StageScope scope, StageDefinition stage, StageStepRequest request, DateTimeOffset now)
    {
        // Most stages of a large run are plain; they need no view of all the others.
        var text = stage.With.ToJsonString();
        if (!text.Contains("${", StringComparison.Ordinal) && !text.Contains("\\u27E", StringComparison.OrdinalIgnoreCase))
            return stage.With.DeepClone().AsObject();

        var seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Run}/{request.Stage}/{request.Attempt}"));
        var options = new ExpressionOptions { Now = now, Seed = BinaryPrimitives.ReadInt64LittleEndian(seed) };
        var evaluation = ExpressionTemplate.Evaluate(stage.With, scope.Expressions(stage), options);
        return evaluation.Succeeded ? (evaluation.Value as JsonObject ?? []) : throw new StageFailedException(Fault(evaluation.Faults));
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

    private static StageError Fault(IReadOnlyList<ExpressionFault> faults)
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
        return new("expression", first + more, details);
    }
}
