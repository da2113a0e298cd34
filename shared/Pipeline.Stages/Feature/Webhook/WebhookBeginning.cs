using Microsoft.AspNetCore.DataProtection;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>The steps of a webhook stage up to its first accepted call.</summary>
internal sealed class WebhookBeginning(OutboundHttp http, TimeProvider time, IDataProtector protector)
{
    /// <summary>Makes the call once and says how the stage goes on.</summary>
    public async Task<StageStep> StepAsync(StageExecution<WebhookInput> execution, WebhookCursor cursor, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        var since = cursor.Since ?? time.GetUtcNow();
        var call = await WebhookCall.SendAsync(http, WebhookRequests.Create(input, execution), execution.Log, cancellationToken);
        var verdict = call.Response is { } response
            ? WebhookResponseRules.OfCreate(input, response.StatusCode)
            : WebhookResponseRules.OfFailure(call.Failure!.Value, input.Method, input.SafeToRetry);
        return verdict switch
        {
            WebhookVerdict.Ok => Accepted(execution, call.Response!),
            WebhookVerdict.Retry => Retry(execution, call, cursor with { Since = since }),
            _ => Failed(call, call.ErrorOf("The webhook")),
        };
    }

    private StageStep Accepted(StageExecution<WebhookInput> execution, OutboundResponse response)
    {
        var webhook = WebhookOutputs.Of(response);
        if (!execution.Input.WaitForCompletion)
            return new StageStep.Succeeded(WebhookOutputs.Whole(webhook, WebhookOutputs.Artifacts(execution, response)));

        try
        {
            var named = StatusUrl.Of(execution.Input, response);
            var url = named ?? StatusUrl.Of(execution.Input);
            webhook["statusEndpoint"] = url.AbsoluteUri;
            var next = new WebhookCursor { Monitoring = true, StatusUrl = named is null ? null : protector.Protect(url.AbsoluteUri) };
            var outputs = StatusUrl.Mask(url).Apply(WebhookOutputs.Whole(webhook)).AsObject();
            return new StageStep.Again(execution.Input.WaitBeforeMonitor, next.Node, outputs);
        }
        catch (StageFailedException failed)
        {
            return new StageStep.Failed(failed.Error, WebhookOutputs.Whole(webhook));
        }
    }

    private StageStep Retry(StageExecution<WebhookInput> execution, WebhookCall call, WebhookCursor cursor)
    {
        var input = execution.Input;
        var now = time.GetUtcNow();
        var pause = input.RetryInterval;
        var bound = cursor.Since!.Value + input.RetryFor;
        if (call.Response is { } response)
        {
            var attempts = cursor.Attempts.GetValueOrDefault(response.StatusCode) + 1;
            cursor = cursor with { Attempts = new Dictionary<int, int>(cursor.Attempts) { [response.StatusCode] = attempts } };
            pause = WebhookResponseRules.RetryAfter(response, now) ?? pause;
            if (input.Retries?.GetValueOrDefault(response.StatusCode) is { } retry)
            {
                if (attempts >= retry.MaxAttempts)
                    return Failed(call, Exhausted(call, $"after {attempts} attempts (retries)"));
                bound = DateTimeOffset.MaxValue;
            }
        }

        if (now + pause > bound)
            return Failed(call, Exhausted(call, $"for {input.RetryFor.TotalSeconds:0} s (retryFor)"));

        execution.Log.WriteLine($"Trying again in {pause.TotalSeconds:0} s.");
        return new StageStep.Again(pause, cursor.Node, WebhookOutputs.Whole(WebhookOutputs.Of(call.Response, call.ErrorOf("The webhook").Message)));
    }

    private static StageError Exhausted(WebhookCall call, string how)
    {
        var error = call.ErrorOf("The webhook");
        return error with { Message = $"{error.Message} It was tried again {how}." };
    }

    private static StageStep.Failed Failed(WebhookCall call, StageError error) =>
        new(error, WebhookOutputs.Whole(WebhookOutputs.Of(call.Response, error.Message)));
}
