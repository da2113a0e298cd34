using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>
/// Calls a URL and, when asked to, polls a status URL until the work that it began has ended. All tries of an attempt carry one
/// Idempotency-Key; every pause is a step's end. Rules: Spinnaker's webhook stage, with every timeout in the author's hand.
/// </summary>
/// <example>
/// <code>
/// - id: smoke
///   name: Smoke test
///   type: feature.webhook
///   timeout: 20m
///   with:
///     method: POST
///     url: "https://ci.example.com/smoke"
///     headers: { Authorization: "Bearer ${secrets.ci}" }
///     payload: { version: "${parameters.version}" }
///     waitForCompletion: true
///     statusUrlResolution: webhookResponse
///     statusUrlJsonPath: $.links.status
///     statusJsonPath: $.status
///     successStatuses: [PASSED]
///     terminalStatuses: [FAILED, ERROR]
///     cancelEndpoint: "https://ci.example.com/smoke/cancel"
/// </code>
/// </example>
public sealed class WebhookStage(OutboundHttp http, TimeProvider time, IDataProtectionProvider protection) : Stage<WebhookInput>
{
    private readonly IDataProtector _protector = protection.CreateProtector("Pipeline.Stages.Webhook.StatusUrl.v1");

    /// <summary>The catalog's line.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.webhook",
        Title = "Webhook",
        KoreanTitle = "웹훅",
        StageClass = typeof(WebhookStage),
        Input = WebhookJson.Default.WebhookInput,
        Create = services => new WebhookStage(
            services.GetRequiredService<OutboundHttp>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IDataProtectionProvider>()),
        Outputs =
        [
            new("webhook", "The answer: statusCode, statusCodeValue, headers, body (JSON when it is some), error; statusEndpoint and monitor "
                + "(statusCode, headers, body, progressMessage, percentComplete, error, pastStatusCodes) when its end was waited for; cancel when it was cancelled."),
            new("artifacts", "What the last answer's body has as artifacts; only when the stage produces some (produces)."),
        ],
        DefaultTimeout = TimeSpan.FromHours(1),
        StepTimeout = TimeSpan.FromMinutes(5),
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<WebhookInput> execution, CancellationToken cancellationToken)
    {
        WebhookInputs.Check(execution.Input);
        var cursor = WebhookCursor.Of(execution.Cursor, execution.Input.MonitorOnly);
        try
        {
            return cursor.Monitoring
                ? await new WebhookPolling(http, time, _protector).StepAsync(execution, cursor, cancellationToken)
                : await new WebhookBeginning(http, time, _protector).StepAsync(execution, cursor, cancellationToken);
        }
        catch (CryptographicException exception)
        {
            throw new StageFailedException(new StageError("status-url-unreadable", "The status URL was encrypted with a key that is gone. Restart the stage."), exception);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<JsonObject?> CancelAsync(StageExecution<WebhookInput> execution, CancellationToken cancellationToken)
    {
        WebhookInputs.Check(execution.Input);
        return await new WebhookCancellation(http, time).CancelAsync(execution, cancellationToken);
    }
}
