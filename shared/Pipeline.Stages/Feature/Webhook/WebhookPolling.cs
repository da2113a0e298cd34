using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>The steps of a webhook stage that ask for the status of what it began.</summary>
internal sealed class WebhookPolling(OutboundHttp http, TimeProvider time, IDataProtector protector)
{
    /// <summary>Asks once and says how the stage goes on.</summary>
    public async Task<StageStep> StepAsync(StageExecution<WebhookInput> execution, WebhookCursor cursor, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        if (execution.Cursor is null && input.WaitBeforeMonitor > TimeSpan.Zero)
            return new StageStep.Again(input.WaitBeforeMonitor, cursor.Node);

        var url = cursor.StatusUrl is { } kept ? new Uri(protector.Unprotect(kept)) : StatusUrl.Of(input);
        cursor = cursor with { Since = cursor.Since ?? time.GetUtcNow() };
        var call = await WebhookCall.SendAsync(http, WebhookRequests.Poll(input, url, cursor.StatusUrl is null), execution.Log, cancellationToken);
        var poll = new Poll(execution, cursor, call, StatusUrl.Mask(url), url);
        if (call.Response is not { } response)
        {
            return WebhookResponseRules.OfFailure(call.Failure!.Value, "GET", safeToRetry: true) == WebhookVerdict.Retry
                ? poll.Again(time, call.Error!.Message)
                : poll.Failed(call.Error!);
        }

        if (response.StatusCode is < 200 or >= 400)
            poll = poll with { Cursor = cursor with { PastStatusCodes = [.. cursor.PastStatusCodes.Append(response.StatusCode).TakeLast(10)] } };
        return WebhookResponseRules.OfPoll(input, response.StatusCode) switch
        {
            WebhookVerdict.Ok => Judge(poll, response),
            WebhookVerdict.Retry => poll.Again(time, call.ErrorOf("The status URL").Message),
            _ => poll.Failed(call.ErrorOf("The status URL")),
        };
    }

    private StageStep Judge(Poll poll, OutboundResponse response)
    {
        var input = poll.Execution.Input;
        if (string.IsNullOrWhiteSpace(input.StatusJsonPath))
            return poll.Succeeded(response);

        try
        {
            var status = WebhookResponseRules.OfStatus(input, ResponseJsonPath.Find(response, input.StatusJsonPath));
            var message = string.IsNullOrWhiteSpace(input.ProgressJsonPath) ? null : ResponseJsonPath.Find(response, input.ProgressJsonPath)?.ToString();
            poll = poll with { Status = status, Message = message };
            return status.Progress switch
            {
                WebhookProgress.Succeeded => poll.Succeeded(response),
                WebhookProgress.Canceled => new StageStep.Canceled($"The status is '{status.Text}'.", poll.Outputs()),
                WebhookProgress.Failed => poll.Failed(new("status-failed", $"The status is '{status.Text}', one of terminalStatuses.")),
                WebhookProgress.Missing => Missing(poll),
                _ => (poll with { Cursor = poll.Cursor with { MissingSince = null } }).Again(time, null),
            };
        }
        catch (StageFailedException failed)
        {
            return poll.Failed(failed.Error);
        }
    }

    private StageStep Missing(Poll poll)
    {
        var input = poll.Execution.Input;
        var since = poll.Cursor.MissingSince ?? time.GetUtcNow();
        var what = $"'{input.StatusJsonPath}' finds nothing in the answer";
        return time.GetUtcNow() - since >= input.MissingStatusTimeout
            ? poll.Failed(new("status-missing", $"{what} for {input.MissingStatusTimeout.TotalSeconds:0} s (missingStatusTimeout). Check statusJsonPath against webhook.monitor.body."))
            : (poll with { Cursor = poll.Cursor with { MissingSince = since } }).Again(time, $"{what} yet.");
    }

    /// <summary>A poll and what is known of it so far.</summary>
    private sealed record Poll(StageExecution<WebhookInput> Execution, WebhookCursor Cursor, WebhookCall Call, SecretMask Mask, Uri Url)
    {
        public WebhookStatus? Status { get; init; }

        public string? Message { get; init; }

        public StageStep.Again Again(TimeProvider time, string? error)
        {
            var now = time.GetUtcNow();
            var asked = Call.Response is { } response ? WebhookResponseRules.RetryAfter(response, now) : null;
            return new StageStep.Again(WebhookResponseRules.PollPause(Execution.Input, now - Cursor.Since!.Value, asked), Cursor.Node, Outputs(error));
        }

        public StageStep.Succeeded Succeeded(OutboundResponse response)
        {
            var outputs = Outputs();
            if (WebhookOutputs.Artifacts(Execution, response) is { } artifacts)
                outputs[ArtifactOutputs.Name] = Mask.Apply(artifacts);
            return new(outputs);
        }

        public StageStep.Failed Failed(StageError error) => new(error, Outputs(error.Message));

        public JsonObject Outputs(string? error = null)
        {
            var monitor = Call.Response is { } response ? WebhookOutputs.Of(response) : [];
            monitor["progressMessage"] = Message;
            monitor["percentComplete"] = Status?.Percent;
            monitor["error"] = error;
            monitor["pastStatusCodes"] = new JsonArray([.. Cursor.PastStatusCodes.Select(code => JsonValue.Create(code))]);
            var webhook = WebhookOutputs.Earlier(Execution);
            webhook["statusEndpoint"] = Url.AbsoluteUri;
            webhook["monitor"] = monitor;
            return Mask.Apply(WebhookOutputs.Whole(webhook)).AsObject();
        }
    }
}
