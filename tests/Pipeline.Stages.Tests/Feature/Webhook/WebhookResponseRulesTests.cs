using Newtonsoft.Json.Linq;
using Pipeline.Connectors.Http;
using Pipeline.Stages.Feature.Webhook;

namespace Pipeline.Stages.Tests.Feature.Webhook;

public sealed class WebhookResponseRulesTests
{
    private static readonly WebhookInput Input = new()
    {
        Url = "https://ci.example/",
        SuccessStatuses = ["done", "2"],
        CanceledStatuses = ["Aborted"],
        TerminalStatuses = ["FAILED"],
    };

    [Theory]
    // status, first call, poll
    [InlineData(200, "Ok", "Ok")]
    [InlineData(202, "Ok", "Ok")]
    [InlineData(304, "Ok", "Ok")]
    [InlineData(400, "Fail", "Fail")]
    [InlineData(404, "Retry", "Fail")] // webhookRetryStatusCodes
    [InlineData(405, "Retry", "Fail")] // retries
    [InlineData(409, "Fail", "Retry")] // retryStatusCodes
    [InlineData(429, "Retry", "Retry")]
    [InlineData(500, "Retry", "Retry")]
    [InlineData(503, "Fail", "Retry")] // failFastStatusCodes go before the retry rule, in the first call
    [InlineData(504, "Retry", "Retry")]
    public void Status_codes_mean(int status, string create, string poll)
    {
        var input = Input with
        {
            FailFastStatusCodes = [503],
            WebhookRetryStatusCodes = [404, 503],
            RetryStatusCodes = [409],
            Retries = new Dictionary<int, WebhookRetry> { [405] = new() { MaxAttempts = 2 } },
        };

        Assert.Equal((create, poll), (WebhookResponseRules.OfCreate(input, status).ToString(), WebhookResponseRules.OfPoll(input, status).ToString()));
    }

    [Fact]
    public void A_gateway_timeout_fails_the_first_call_by_default() => Assert.Equal(WebhookVerdict.Fail, WebhookResponseRules.OfCreate(Input, 504));

    [Theory]
    [InlineData(OutboundFailure.NameNotFound, "POST", false, true)]
    [InlineData(OutboundFailure.NotConnected, "POST", false, true)]
    [InlineData(OutboundFailure.TimedOut, "POST", false, false)]
    [InlineData(OutboundFailure.TimedOut, "PATCH", false, false)]
    [InlineData(OutboundFailure.TimedOut, "POST", true, true)]
    [InlineData(OutboundFailure.TimedOut, "GET", false, true)]
    [InlineData(OutboundFailure.TimedOut, "put", false, true)]
    [InlineData(OutboundFailure.TimedOut, "DELETE", false, true)]
    [InlineData(OutboundFailure.Broken, "POST", false, false)]
    [InlineData(OutboundFailure.Broken, "HEAD", false, true)]
    [InlineData(OutboundFailure.NotTrusted, "GET", true, false)]
    [InlineData(OutboundFailure.TooManyRedirects, "GET", true, false)]
    public void A_call_without_an_answer_is_tried_again_when_that_is_safe(OutboundFailure failure, string method, bool safe, bool retried) =>
        Assert.Equal(retried, WebhookResponseRules.OfFailure(failure, method, safe) == WebhookVerdict.Retry);

    [Theory]
    [InlineData("\"done\"", "Succeeded", null)]
    [InlineData("\"DONE\"", "Succeeded", null)]
    [InlineData("\"aborted\"", "Canceled", null)]
    [InlineData("\"failed\"", "Failed", null)]
    [InlineData("\"working\"", "Running", null)]
    [InlineData("\"100\"", "Running", null)]
    [InlineData("100", "Succeeded", 100.0)]
    [InlineData("100.0", "Succeeded", 100.0)]
    [InlineData("42.5", "Running", 42.5)]
    [InlineData("2", "Succeeded", null)]
    [InlineData("true", "Running", null)]
    public void A_status_means(string json, string progress, double? percent)
    {
        var status = WebhookResponseRules.OfStatus(Input, (JValue)JToken.Parse(json));

        Assert.Equal((progress, percent), (status.Progress.ToString(), status.Percent));
    }

    [Theory]
    [InlineData(0, null, null, 1)]
    [InlineData(59, null, null, 1)]
    [InlineData(60, null, null, 15)]
    [InlineData(0, 7, null, 7)]
    [InlineData(600, 7, null, 7)]
    [InlineData(0, null, 30, 30)]
    [InlineData(0, 60, 30, 60)]
    public void Polls_are_apart(int sinceFirst, int? interval, int? retryAfter, int expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected),
        WebhookResponseRules.PollPause(
            Input with { PollInterval = interval is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
            TimeSpan.FromSeconds(sinceFirst),
            retryAfter is { } asked ? TimeSpan.FromSeconds(asked) : null));

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0", 1)]
    [InlineData("999999999", 86_400)]
    [InlineData("Tue, 01 Jan 2030 00:00:40 GMT", 40)]
    [InlineData("soon", null)]
    public void Retry_after_is_read(string header, int? seconds)
    {
        var response = new OutboundResponse
        {
            StatusCode = 503,
            Url = new("https://ci.example/"),
            Headers = new Dictionary<string, IReadOnlyList<string>> { ["Retry-After"] = [header] },
        };

        Assert.Equal(seconds, WebhookResponseRules.RetryAfter(response, new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))?.TotalSeconds);
    }
}
