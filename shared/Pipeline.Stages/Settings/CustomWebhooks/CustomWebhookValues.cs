using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Feature.Webhook;
using Pipeline.Stages.Settings.CustomStages;

namespace Pipeline.Stages.Settings.CustomWebhooks;

/// <summary>Makes the webhook that a stage calls of what the operator prepared and the stage's parameters. Pure: nothing is called.</summary>
internal static class CustomWebhookValues
{
    /// <summary>The webhook's inputs.</summary>
    /// <param name="webhook">What the operator prepared.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="supplied">The stage's parameters by name.</param>
    /// <param name="options">The clock and chance of expressions, the same in every step of an attempt.</param>
    /// <exception cref="StageFailedException">A parameter is missing or wrong, or an expression cannot be evaluated.</exception>
    public static WebhookInput Bind(CustomWebhook webhook, string name, JsonObject? supplied, ExpressionOptions options)
    {
        var input = CustomStageValues.Evaluate(webhook.Parameters, webhook.Webhook, supplied, options);
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
