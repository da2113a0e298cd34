using System.Globalization;
using Newtonsoft.Json.Linq;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>What an answer, or the lack of one, means (Spinnaker's CreateWebhookTask, MonitorWebhookTask and WebhookResponseProcessor).</summary>
internal static class WebhookResponseRules
{
    /// <summary>What the first call's status code means: fail-fast codes before all, then success, then what is tried again.</summary>
    public static WebhookVerdict OfCreate(WebhookInput input, int statusCode)
    {
        if (input.FailFastStatusCodes.Contains(statusCode))
            return WebhookVerdict.Fail;
        if (statusCode is >= 200 and < 400)
            return WebhookVerdict.Ok;

        return statusCode is 429 or >= 500 || input.WebhookRetryStatusCodes.Contains(statusCode) || input.Retries?.ContainsKey(statusCode) == true
            ? WebhookVerdict.Retry
            : WebhookVerdict.Fail;
    }

    /// <summary>What a poll's status code means. Fail-fast codes are for the first call: a poll changes nothing and may be repeated.</summary>
    public static WebhookVerdict OfPoll(WebhookInput input, int statusCode) => statusCode switch
    {
        >= 200 and < 400 => WebhookVerdict.Ok,
        429 or >= 500 => WebhookVerdict.Retry,
        _ => input.RetryStatusCodes.Contains(statusCode) ? WebhookVerdict.Retry : WebhookVerdict.Fail,
    };

    /// <summary>What a call without an answer means: what had no effect, or may have it twice, is tried again.</summary>
    public static WebhookVerdict OfFailure(OutboundFailure failure, string method, bool safeToRetry) => failure switch
    {
        OutboundFailure.NameNotFound or OutboundFailure.NotConnected => WebhookVerdict.Retry,
        OutboundFailure.TimedOut or OutboundFailure.Broken =>
            safeToRetry || method.ToUpperInvariant() is not ("POST" or "PATCH") ? WebhookVerdict.Retry : WebhookVerdict.Fail,
        _ => WebhookVerdict.Fail,
    };

    /// <summary>What a status means. A listed status means what its list says; another number is progress, and success at 100.</summary>
    /// <param name="input">The lists.</param>
    /// <param name="value">What the status path finds; null when it finds nothing.</param>
    public static WebhookStatus OfStatus(WebhookInput input, JValue? value)
    {
        if (value is null)
            return new(WebhookProgress.Missing, "");

        var text = value.Type == JTokenType.Boolean ? value.Value<bool>() ? "true" : "false" : Convert.ToString(value.Value, CultureInfo.InvariantCulture)!;
        if (IsListed(input.SuccessStatuses, text))
            return new(WebhookProgress.Succeeded, text);
        if (IsListed(input.CanceledStatuses, text))
            return new(WebhookProgress.Canceled, text);
        if (IsListed(input.TerminalStatuses, text))
            return new(WebhookProgress.Failed, text);
        if (value.Type is not (JTokenType.Integer or JTokenType.Float))
            return new(WebhookProgress.Running, text);

        var percent = double.Parse(text, CultureInfo.InvariantCulture);
        return new(percent == 100 ? WebhookProgress.Succeeded : WebhookProgress.Running, text, percent);
    }

    /// <summary>The pause before the next poll: each second in the first minute, then each 15 s, unless the input or the answer wants longer.</summary>
    public static TimeSpan PollPause(WebhookInput input, TimeSpan sinceFirstPoll, TimeSpan? retryAfter)
    {
        var pause = input.PollInterval ?? TimeSpan.FromSeconds(sinceFirstPoll < TimeSpan.FromMinutes(1) ? 1 : 15);
        return retryAfter > pause ? retryAfter.Value : pause;
    }

    /// <summary>How long the answer asks to wait (Retry-After in seconds or as a date), at most a day; null when it does not.</summary>
    public static TimeSpan? RetryAfter(OutboundResponse response, DateTimeOffset now)
    {
        TimeSpan? asked = response.Header("Retry-After") switch
        {
            null => null,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) => TimeSpan.FromSeconds(seconds),
            var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => at - now,
            _ => null,
        };
        return asked is { } span ? TimeSpan.FromSeconds(Math.Clamp(span.TotalSeconds, 1, 86_400)) : null;
    }

    private static bool IsListed(IReadOnlyList<string> statuses, string text) => statuses.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);
}

/// <summary>What an answer means for its call.</summary>
internal enum WebhookVerdict
{
    Ok,
    Retry,
    Fail,
}

/// <summary>How far the work is.</summary>
internal enum WebhookProgress
{
    Running,
    Succeeded,
    Canceled,
    Failed,
    Missing,
}

/// <summary>A status and what it means.</summary>
/// <param name="Progress">What it means.</param>
/// <param name="Text">The status as the answer had it.</param>
/// <param name="Percent">Percent done, when the status is a number that is not listed.</param>
internal sealed record WebhookStatus(WebhookProgress Progress, string Text, double? Percent = null);
