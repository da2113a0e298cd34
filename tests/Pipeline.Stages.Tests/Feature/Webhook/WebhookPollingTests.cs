using static Pipeline.Stages.Tests.Feature.Webhook.WebhookFixture;

namespace Pipeline.Stages.Tests.Feature.Webhook;

public sealed class WebhookPollingTests
{
    private const string Wait = """  "waitForCompletion":true,"statusJsonPath":"$.status","successStatuses":"done, ok","canceledStatuses":["aborted"],"terminalStatuses":"failed" """;

    [Theory]
    [InlineData("", "/start", 200)]
    [InlineData(""" ,"statusUrlResolution":"locationHeader" """, "/jobs/7", 303)]
    [InlineData(""" ,"statusUrlResolution":"webhookResponse","statusUrlJsonPath":"$.links.status" """, "/links/7?token=s3cret-token", 202)]
    [InlineData(""" ,"statusEndpoint":"/named" """, "/named", 200)]
    public async Task The_status_url_is_found_in_each_of_its_places(string with, string path, int status)
    {
        await using var fixture = await AnsweringAsync(
            Answer(status, """{"links":{"status":"/links/7?token=s3cret-token"}}""", ("Location", "/jobs/7")), Answer(200, """{"status":"working"}"""), Answer(200, """{"status":"DONE"}"""));
        var stage = fixture.Stage(Wait + with);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal(["/start", path, path], fixture.Server.Requests.Select(request => request.Path));
        Assert.Equal(["POST", "GET", "GET"], fixture.Server.Requests.Select(request => request.Method));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(1)], stage.Pauses);
        Assert.Equal((status, "DONE"), ((int)stage.Outputs!["webhook"]!["statusCodeValue"]!, (string)stage.Outputs["webhook"]!["monitor"]!["body"]!["status"]!));
        if (path.Contains("s3cret", StringComparison.Ordinal))
            Assert.DoesNotContain("s3cret-token", stage.Outputs.ToJsonString() + string.Concat(stage.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_url_is_kept_encrypted_between_steps()
    {
        await using var fixture = await AnsweringAsync(Answer(202, """{"url":"/jobs/7?sig=s3cret-signature"}"""));
        var stage = fixture.Stage(Wait + """ ,"statusUrlResolution":"webhookResponse","statusUrlJsonPath":"$.url" """);

        var again = Assert.IsType<StageStep.Again>(await stage.StepAsync());

        Assert.DoesNotContain("s3cret", stage.Cursor + again.Outputs!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("jobs", stage.Cursor, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":"aborted"}""", typeof(StageStep.Canceled))]
    [InlineData("""{"status":"FAILED"}""", typeof(StageStep.Failed))]
    [InlineData("""{"status":100}""", typeof(StageStep.Succeeded))]
    [InlineData("""{"status":{"code":1}}""", typeof(StageStep.Failed))]
    public async Task A_status_ends_the_stage_as_it_is_mapped(string body, Type end)
    {
        await using var fixture = await AnsweringAsync(Answer(200), Answer(200, body));

        Assert.IsType(end, await fixture.Stage(Wait).RunAsync());
    }

    [Fact]
    public async Task Without_a_status_path_the_first_good_answer_is_success()
    {
        await using var fixture = await AnsweringAsync(Answer(200), Answer(503), Answer(200, "fine"));
        var stage = fixture.Stage("\"waitForCompletion\":true");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("[503]", stage.Outputs!["webhook"]!["monitor"]!["pastStatusCodes"]!.ToJsonString());
    }

    [Fact]
    public async Task Progress_is_shown_while_the_work_runs()
    {
        await using var fixture = await AnsweringAsync(Answer(200), Answer(200, """{"status":40,"message":"half way"}"""));
        var stage = fixture.Stage(Wait + """ ,"progressJsonPath":"$.message" """);

        await stage.StepAsync();
        Assert.IsType<StageStep.Again>(await stage.StepAsync());

        var monitor = stage.Outputs!["webhook"]!["monitor"]!;
        Assert.Equal((40, "half way"), ((double)monitor["percentComplete"]!, (string)monitor["progressMessage"]!));
    }

    [Fact]
    public async Task A_status_that_comes_late_is_waited_for()
    {
        await using var fixture = await AnsweringAsync(Answer(200), Answer(200, "{}"), Answer(200, "<html>starting"), Answer(200, """{"status":"ok"}"""));

        Assert.IsType<StageStep.Succeeded>(await fixture.Stage(Wait).RunAsync());
    }

    [Fact]
    public async Task A_status_that_never_comes_fails_after_its_deadline()
    {
        await using var fixture = await AnsweringAsync(Answer(200), Answer(200, "{}"));
        var stage = fixture.Stage(Wait + """ ,"missingStatusTimeout":"30s" """);

        var failed = Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal(("status-missing", 32), (failed.Error.Code, fixture.Server.Requests.Count));
    }

    [Fact]
    public async Task An_answer_too_long_to_hold_its_status_is_an_error_that_says_so()
    {
        await using var fixture = await AnsweringAsync(Answer(200), Answer(200, "{\"pad\":\"" + new string('x', 1_100_000) + "\",\"status\":\"ok\"}"));

        Assert.Equal("answer-too-large", Assert.IsType<StageStep.Failed>(await fixture.Stage(Wait).RunAsync()).Error.Code);
    }

    [Fact]
    public async Task A_missing_status_url_fails_and_keeps_the_answer()
    {
        await using var fixture = await AnsweringAsync(Answer(201, "body"));
        var stage = fixture.Stage(Wait + """ ,"statusUrlResolution":"locationHeader" """);

        Assert.Equal("status-url-missing", Assert.IsType<StageStep.Failed>(await stage.StepAsync()).Error.Code);
        Assert.Equal("body", (string)stage.Outputs!["webhook"]!["body"]!);
    }

    [Fact]
    public async Task Credentials_are_not_shown_to_another_origin_that_an_answer_names()
    {
        await using var other = await AnsweringAsync(Answer(200, """{"status":"ok"}"""));
        await using var fixture = await AnsweringAsync(Answer(202, "", ("Location", other.Server.Url.AbsoluteUri)));
        var stage = fixture.Stage(Wait + """ ,"statusUrlResolution":"locationHeader","headers":{"Authorization":"Bearer t","X-Team":"shop"} """);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        var poll = Assert.Single(other.Server.Requests);
        Assert.Equal((false, "shop"), (poll.Headers.ContainsKey("Authorization"), poll.Headers["X-Team"]));
        Assert.Equal("Bearer t", fixture.Server.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task Monitor_only_begins_nothing()
    {
        await using var fixture = await AnsweringAsync(Answer(200, """{"status":"ok"}"""));
        var stage = fixture.Stage(Wait + """ ,"monitorOnly":true,"waitBeforeMonitor":"20s" """);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal([TimeSpan.FromSeconds(20)], stage.Pauses);
        Assert.Equal("GET", Assert.Single(fixture.Server.Requests).Method);
    }
}
