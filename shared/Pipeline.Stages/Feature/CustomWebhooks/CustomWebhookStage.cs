using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Feature.Webhook;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Secrets;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.CustomWebhooks;

namespace Pipeline.Stages.Feature.CustomWebhooks;

/// <summary>
/// Calls a webhook that an operator has prepared as a setting (<c>custom-webhooks</c>): the stage names it and gives its parameters. It is called,
/// waited for and cancelled as <c>feature.webhook</c> does it. Each prepared webhook is listed beside the built-in stage types.
/// </summary>
/// <example>
/// <code>
/// - id: announce
///   name: Tell the shop's team
///   type: feature.custom-webhook
///   with:
///     webhook: announce
///     parameters: { room: shop, text: "${parameters.version} is out" }
/// </code>
/// </example>
public sealed class CustomWebhookStage(ISettings settings, OutboundHttp http, TimeProvider time, IDataProtectionProvider protection) : Stage<CustomWebhookInput>
{
    private readonly WebhookStage _webhook = new(http, time, protection);

    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = WebhookStage.Type with
    {
        Name = "feature.custom-webhook",
        Title = "Custom webhook",
        KoreanTitle = "사용자 정의 웹훅",
        StageClass = typeof(CustomWebhookStage),
        Input = FeatureJson.Default.CustomWebhookInput,
        Create = services => new CustomWebhookStage(
            services.GetRequiredService<ISettings>(),
            services.GetRequiredService<OutboundHttp>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IDataProtectionProvider>()),
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<CustomWebhookInput> execution, CancellationToken cancellationToken)
    {
        var (prepared, mask) = await PrepareAsync(execution, cancellationToken);
        try
        {
            return Masked(await _webhook.ExecuteAsync(prepared, cancellationToken), mask);
        }
        catch (StageFailedException failed)
        {
            throw new StageFailedException(Masked(failed.Error, mask), failed);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<JsonObject?> CancelAsync(StageExecution<CustomWebhookInput> execution, CancellationToken cancellationToken)
    {
        var (prepared, mask) = await PrepareAsync(execution, cancellationToken);
        return mask.Apply(await _webhook.CancelAsync(prepared, cancellationToken)) as JsonObject;
    }

    /// <summary>The webhook's own execution, and a mask of what the operator keeps secret, which the run itself knows nothing of.</summary>
    private async ValueTask<(StageExecution<WebhookInput> Execution, SecretMask Mask)> PrepareAsync(
        StageExecution<CustomWebhookInput> execution, CancellationToken cancellationToken)
    {
        var name = execution.Input.Webhook;
        var setting = await settings.GetAsync<CustomWebhook>(CustomWebhook.Kind, execution.Run.Application, name, "webhook", cancellationToken);

        // The attempt's own moment: a step that comes later, or again, makes the same call.
        var options = new ExpressionOptions { Now = execution.StartedAt, Seed = StageEvaluation.SeedOf(execution.AttemptKey) };
        var input = CustomWebhookValues.Bind(setting, name, execution.Input.Parameters, options);
        var mask = new SecretMask(setting.Authorization is { } authorization ? [authorization, authorization[(authorization.IndexOf(' ', StringComparison.Ordinal) + 1)..]] : []);
        return (new(execution with { Log = new MaskedLog(execution.Log, mask) }, input), mask);
    }

    private static StageStep Masked(StageStep step, SecretMask mask) => step switch
    {
        StageStep.Succeeded end => end with { Outputs = Masked(end.Outputs, mask) },
        StageStep.Failed end => new StageStep.Failed(Masked(end.Error, mask), Masked(end.Outputs, mask)),
        StageStep.Canceled end => new StageStep.Canceled(mask.Apply(end.Reason), Masked(end.Outputs, mask)),
        StageStep.Again next => next with { Cursor = mask.Apply(next.Cursor), Outputs = Masked(next.Outputs, mask) },
        _ => step,
    };

    private static StageError Masked(StageError error, SecretMask mask) => error with { Message = mask.Apply(error.Message), Details = Masked(error.Details, mask) };

    private static JsonObject? Masked(JsonObject? outputs, SecretMask mask) => mask.Apply(outputs) as JsonObject;

    private sealed class MaskedLog(IStageLog log, SecretMask mask) : IStageLog
    {
        public void WriteLine(string text) => log.WriteLine(mask.Apply(text));
    }
}
