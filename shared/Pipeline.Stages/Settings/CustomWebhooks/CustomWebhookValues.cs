using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Parameters;
using Pipeline.Stages.Feature.Webhook;
using Pipeline.Stages.Kernel;

namespace Pipeline.Stages.Settings.CustomWebhooks;

/// <summary>Makes the webhook that a stage calls of what the operator prepared and the stage's parameters. Pure: nothing is called.</summary>
internal static class CustomWebhookValues
{
    /// <summary>The variable by which the operator's expressions read parameters, named as in Spinnaker.</summary>
    public const string Variable = "parameterValues";

    /// <summary>The webhook's inputs.</summary>
    /// <param name="webhook">What the operator prepared.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="supplied">The stage's parameters by name.</param>
    /// <param name="options">The clock and chance of expressions, the same in every step of an attempt.</param>
    /// <exception cref="StageFailedException">A parameter is missing or wrong, or an expression cannot be evaluated.</exception>
    public static WebhookInput Bind(CustomWebhook webhook, string name, JsonObject? supplied, ExpressionOptions options)
    {
        var binding = ParameterBinding.Bind([.. webhook.Parameters.Select(parameter => parameter.Definition)], supplied);
        if (!binding.IsValid)
        {
            throw new StageFailedException(new StageError(
                "invalid-input",
                $"parameters: {string.Join(" ", binding.Faults.Select(fault => fault.Message))}",
                new() { ["field"] = $"parameters.{binding.Faults[0].Parameter}" }));
        }

        var scope = new ExpressionScope { Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { [Variable] = binding.Values } };
        var evaluation = ExpressionTemplate.Evaluate(webhook.Webhook, scope, options);
        if (!evaluation.Succeeded)
            throw StageInputs.Failure(evaluation.Faults);

        var input = evaluation.Value!.AsObject();
        if (webhook.Authorization is { } authorization)
            Authorize(input, authorization);
        try
        {
            return input.Deserialize(WebhookJson.Default.WebhookInput)!;
        }
        catch (JsonException exception)
        {
            throw new StageFailedException(
                new StageError("setting-unfit", $"The custom webhook '{name}' does not fit feature.webhook at {exception.Path}. Change it with PUT /api/settings/{CustomWebhook.KindName}/{name}."),
                exception);
        }
    }

    private static void Authorize(JsonObject input, string authorization)
    {
        if (input["headers"] is not JsonObject headers)
            input["headers"] = headers = [];
        foreach (var present in headers.Select(header => header.Key).Where(header => header.Equals("Authorization", StringComparison.OrdinalIgnoreCase)).ToArray())
            headers.Remove(present);
        headers["Authorization"] = authorization;
    }
}
