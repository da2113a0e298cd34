using static Pipeline.Stages.Tests.Feature.Webhook.WebhookFixture;

namespace Pipeline.Stages.Tests.Feature.Webhook;

public sealed class WebhookCancellationTests
{
    [Fact]
    public async Task Cancel_calls_the_cancel_endpoint_and_keeps_what_it_answered()
    {
        await using var fixture = await AnsweringAsync(Answer(202, "begun"), Answer(200, "stopped"));
        var stage = fixture.Stage("""  "waitForCompletion":true,"cancelEndpoint":"/stop","cancelMethod":"PUT","cancelPayload":{"why":"cancelled"} """);
        await stage.StepAsync();

        var outputs = await stage.CancelAsync();

        var cancel = fixture.Server.Requests[1];
        Assert.Equal(("PUT", "/stop", """{"why":"cancelled"}""", "run1/call/1/cancel"), (cancel.Method, cancel.Path, cancel.Body, cancel.Headers["Idempotency-Key"]));
        Assert.Equal(("begun", "stopped"), ((string)outputs!["webhook"]!["body"]!, (string)outputs["webhook"]!["cancel"]!["body"]!));
    }

    [Fact]
    public async Task A_cancel_call_that_fails_in_passing_is_tried_again()
    {
        await using var fixture = await AnsweringAsync(Answer(503), Answer(200, "stopped"));

        var canceling = fixture.Stage("\"cancelEndpoint\":\"/stop\"").CancelAsync();
        while (!canceling.IsCompleted)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(canceling, Task.Delay(5, TestContext.Current.CancellationToken));
        }

        Assert.Equal("stopped", (string)(await canceling)!["webhook"]!["cancel"]!["body"]!);
        Assert.Equal(2, fixture.Server.Requests.Count);
    }

    [Fact]
    public async Task A_refused_cancel_call_is_told_in_the_outputs()
    {
        await using var fixture = await AnsweringAsync(Answer(404));

        var outputs = await fixture.Stage("\"cancelEndpoint\":\"/stop\"").CancelAsync();

        Assert.Contains("404", (string)outputs!["webhook"]!["cancel"]!["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_cancel_endpoint_nothing_is_called()
    {
        await using var fixture = await AnsweringAsync(Answer(200));

        Assert.Null(await fixture.Stage().CancelAsync());
        Assert.Empty(fixture.Server.Requests);
    }
}
