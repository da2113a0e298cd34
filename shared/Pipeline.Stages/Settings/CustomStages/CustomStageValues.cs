using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Parameters;
using Pipeline.Stages.Kernel;

namespace Pipeline.Stages.Settings.CustomStages;

/// <summary>Fills a stage's parameters into the inputs that an operator prepared. Pure: nothing is called.</summary>
internal static class CustomStageValues
{
    /// <summary>The variable by which the operator's expressions read parameters, named as in Spinnaker.</summary>
    public const string Variable = "parameterValues";

    /// <summary>The inputs of the stage type that does the work.</summary>
    /// <param name="parameters">The parameters that are declared.</param>
    /// <param name="inputs">The inputs as the operator wrote them.</param>
    /// <param name="supplied">The stage's parameters by name.</param>
    /// <param name="options">The clock and chance of expressions, the same in every step of an attempt.</param>
    /// <exception cref="StageFailedException">A parameter is missing or wrong, or an expression cannot be evaluated.</exception>
    public static JsonObject Evaluate(IEnumerable<CustomStageParameter> parameters, JsonObject inputs, JsonObject? supplied, ExpressionOptions options)
    {
        var binding = ParameterBinding.Bind([.. parameters.Select(parameter => parameter.Definition)], supplied);
        if (!binding.IsValid)
        {
            throw new StageFailedException(new StageError(
                "invalid-input",
                $"parameters: {string.Join(" ", binding.Faults.Select(fault => fault.Message))}",
                new() { ["field"] = $"parameters.{binding.Faults[0].Parameter}" }));
        }

        var scope = new ExpressionScope { Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { [Variable] = binding.Values } };
        var evaluation = ExpressionTemplate.Evaluate(inputs, scope, options);
        return evaluation.Succeeded ? evaluation.Value!.AsObject() : throw StageInputs.Failure(evaluation.Faults);
    }
}
