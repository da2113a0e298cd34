using System.Text.Json.Nodes;
using Pipeline.Connectors.Http;
using Polly;
using Polly.Retry;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>Ends what a webhook began. There is one chance, so what fails in passing is tried three times here, 2 s apart.</summary>
internal sealed class WebhookCancellation(OutboundHttp http, TimeProvider time)
{
    private readonly ResiliencePipeline<WebhookCall> _retrying = new ResiliencePipelineBuilder<WebhookCall> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<WebhookCall>
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromSeconds(2),
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Result is { } call && IsPassing(call)),
        })
        .Build();

    /// <summary>Calls the cancel endpoint.</summary>
    /// <returns>The stage's outputs so far with <c>webhook.cancel</c>: the answer, or the error. Null when there is no cancel endpoint.</returns>
    public async Task<JsonObject?> CancelAsync(StageExecution<WebhookInput> execution, CancellationToken cancellationToken)
    {
        var webhook = WebhookOutputs.Earlier(execution);
        if (string.IsNullOrWhiteSpace(execution.Input.CancelEndpoint))
            return webhook.Count == 0 ? null : WebhookOutputs.Whole(webhook);

        var request = WebhookRequests.Cancel(execution.Input, execution);
        try
        {
            var call = await _retrying.ExecuteAsync(
                async token => await WebhookCall.SendAsync(http, request, execution.Log, token), cancellationToken);
            webhook["cancel"] = call.Response is { StatusCode: >= 200 and < 400 } response
                ? WebhookOutputs.Of(response)
                : WebhookOutputs.Of(call.Response, call.ErrorOf("The cancel call").Message);
        }
        catch (StageFailedException refused)
        {
            webhook["cancel"] = WebhookOutputs.Of(null, refused.Error.Message);
        }

        return WebhookOutputs.Whole(webhook);
    }

    private static bool IsPassing(WebhookCall call) => call.Response is { } response
        ? response.StatusCode is 429 or >= 500
        : call.Failure is not (OutboundFailure.NotTrusted or OutboundFailure.TooManyRedirects);
}
