using static Pipeline.Stages.Tests.Feature.Webhook.WebhookFixture;

namespace Pipeline.Stages.Tests.Feature.Webhook;

public sealed class WebhookBeginningTests
{
    [Fact]
    public async Task An_accepted_call_ends_the_stage_in_its_first_step()
    {
        await using var fixture = await AnsweringAsync(Answer(201, """{"id":7}""", ("Set-Cookie", "session=s3cret"), ("X-Kind", "ci")));
        var stage = fixture.Stage("""
            "payload":{"version":"1.2"},"headers":{"X-Team":"shop","X-Many":["a","b"]}
            """);

        Assert.IsType<StageStep.Succeeded>(await stage.StepAsync());

        var request = Assert.Single(fixture.Server.Requests);
        Assert.Equal(("POST", "/start", """{"version":"1.2"}""", "application/json"), (request.Method, request.Path, request.Body, request.Headers["Content-Type"]));
        Assert.Equal(("shop", "a,b", "run1/call/1"), (request.Headers["X-Team"], request.Headers["X-Many"].Replace(" ", "", StringComparison.Ordinal), request.Headers["Idempotency-Key"]));
        var webhook = stage.Outputs!["webhook"]!;
        Assert.Equal((201, "Created", 7), ((int)webhook["statusCodeValue"]!, (string)webhook["statusCode"]!, (int)webhook["body"]!["id"]!));
        Assert.Equal(("***", "ci"), ((string)webhook["headers"]!["Set-Cookie"]!, (string)webhook["headers"]!["X-Kind"]!));
    }

    [Theory]
    [InlineData("""  "payload":"hello" """, "hello", "text/plain; charset=utf-8")]
    [InlineData("""  "payload":"{\"a\":1}" """, "{\"a\":1}", "application/json")]
    [InlineData("""  "payload":{"a":"x y","b":[1,true]},"headers":{"content-type":"application/x-www-form-urlencoded"} """, "a=x%20y&b=1&b=true", "application/x-www-form-urlencoded")]
    [InlineData("""  "payload":"<a/>","headers":{"Content-Type":"application/xml"} """, "<a/>", "application/xml")]
    [InlineData("""  "payload":"" """, "", null)]
    public async Task The_payload_is_sent_as_what_it_is(string with, string body, string? type)
    {
        await using var fixture = await AnsweringAsync(Answer(200));

        await fixture.Stage(with).StepAsync();

        var request = Assert.Single(fixture.Server.Requests);
        Assert.Equal((body, type), (request.Body, request.Headers.GetValueOrDefault("Content-Type")));
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"b":[{"a":1,"a":2}]}""")]
    [InlineData("""{"a":"\ud800"}""")]
    public async Task Answer_with_a_name_twice_or_half_a_surrogate_pair_kept_the_stage_calling_for_ever(string body)
    {
        await using var fixture = await AnsweringAsync(Answer(200, body));
        var stage = fixture.Stage();

        Assert.IsType<StageStep.Succeeded>(await stage.StepAsync());

        Assert.Equal(body, (string)stage.Outputs!["webhook"]!["body"]!);
    }

    [Fact]
    public async Task Tries_of_one_attempt_carry_the_same_key_and_their_pauses_are_steps()
    {
        await using var fixture = await AnsweringAsync(Answer(503), Answer(429, "", ("Retry-After", "42")), Answer(200, "ok"));
        var stage = fixture.Stage();

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(42)], stage.Pauses);
        Assert.Equal(3, fixture.Server.Requests.Count);
        Assert.Single(fixture.Server.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct());
        Assert.Equal("ok", (string)stage.Outputs!["webhook"]!["body"]!);
    }

    [Fact]
    public async Task Tries_end_with_their_window()
    {
        await using var fixture = await AnsweringAsync(Answer(500, "no"));
        var stage = fixture.Stage("\"retryFor\":\"1m\"");

        var failed = Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal((7, "http-status"), (fixture.Server.Requests.Count, failed.Error.Code));
        Assert.Contains("500", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal("no", (string)stage.Outputs!["webhook"]!["body"]!);
    }

    [Fact]
    public async Task A_code_with_attempts_of_its_own_is_bound_by_them_alone()
    {
        await using var fixture = await AnsweringAsync(Answer(404));
        var stage = fixture.Stage("""  "retryFor":"1s","retries":{"404":{"maxAttempts":3}} """);

        Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal(3, fixture.Server.Requests.Count);
    }

    [Theory]
    [InlineData(504, "")]
    [InlineData(400, "")]
    [InlineData(502, """  "failFastStatusCodes":"500, 502" """)]
    [InlineData(503, """  "failFastStatusCodes":["503"],"webhookRetryStatusCodes":[503] """)]
    public async Task Some_codes_fail_at_once(int status, string with)
    {
        await using var fixture = await AnsweringAsync(Answer(status));

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage(with).StepAsync());

        Assert.Equal(status, (int)failed.Error.Details!["statusCode"]!);
    }

    [Fact]
    public async Task A_lost_answer_of_a_post_is_not_tried_again_unless_that_is_safe()
    {
        await using var fixture = await AnsweringAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal("connection-broken", Assert.IsType<StageStep.Failed>(await fixture.Stage().StepAsync()).Error.Code);
        Assert.IsType<StageStep.Again>(await fixture.Stage("\"safeToRetry\":true").StepAsync());
        Assert.IsType<StageStep.Again>(await fixture.Stage("\"method\":\"PUT\"").StepAsync());
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[fd00:ec2::254]/")]
    public async Task A_metadata_address_is_refused(string url)
    {
        await using var fixture = await AnsweringAsync(Answer(200));

        var failed = Assert.IsType<StageStep.Failed>(await fixture.StageAt(url).StepAsync());

        Assert.Equal(("address-refused", "Reserved"), (failed.Error.Code, (string)failed.Error.Details!["rule"]!));
    }

    [Fact]
    public async Task A_redirect_to_a_metadata_address_is_refused()
    {
        await using var fixture = await AnsweringAsync(Answer(302, "", ("Location", "http://169.254.169.254/")));

        Assert.Equal("address-refused", Assert.IsType<StageStep.Failed>(await fixture.Stage().StepAsync()).Error.Code);
    }

    [Theory]
    [InlineData("ftp://x/", "", "url")]
    [InlineData("/start", "", "url")]
    [InlineData("https://me:secret@x/", "", "url")]
    [InlineData("https://x/", """  "method":"CONNECT" """, "method")]
    [InlineData("https://x/", """  "headers":{"X-A":"a\r\nX-B: b"} """, "headers")]
    [InlineData("https://x/", """  "headers":{"X A":"a"} """, "headers")]
    [InlineData("https://x/", """  "headers":{"Transfer-Encoding":"chunked"} """, "headers")]
    [InlineData("https://x/", """  "waitForCompletion":true,"statusUrlResolution":"webhookResponse" """, "statusUrlJsonPath")]
    [InlineData("https://x/", """  "statusJsonPath":"$.[" """, "statusJsonPath")]
    [InlineData("https://x/", """  "statusJsonPath":"$..a..b..c" """, "statusJsonPath")]
    [InlineData("https://x/", """  "timeout":"5m" """, "timeout")]
    [InlineData("https://x/", """  "retries":{"99":{"maxAttempts":1}} """, "retries")]
    [InlineData("https://x/", """  "cancelEndpoint":"gopher://x/" """, "cancelEndpoint")]
    public async Task An_input_that_cannot_work_is_named(string url, string with, string field)
    {
        await using var fixture = await AnsweringAsync(Answer(200));

        var failed = Assert.IsType<StageStep.Failed>(await fixture.StageAt(url, with).StepAsync());

        Assert.Equal(("invalid-input", field), (failed.Error.Code, (string)failed.Error.Details!["field"]!));
        Assert.DoesNotContain("secret", failed.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""  "failFastStatusCodes":[999] """, "999")]
    [InlineData("""  "headers":"x" """, "object of names")]
    [InlineData("""  "retryFor":"soon" """, "soon")]
    public async Task An_input_of_the_wrong_form_says_what_to_write(string with, string expected)
    {
        await using var fixture = await AnsweringAsync(Answer(200));

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage(with).StepAsync());

        Assert.Equal("invalid-input", failed.Error.Code);
        Assert.Contains(expected, failed.Error.Message, StringComparison.Ordinal);
    }
}
