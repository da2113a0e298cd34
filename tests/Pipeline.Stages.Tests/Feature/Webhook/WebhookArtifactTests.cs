using Pipeline.Definitions.Artifacts;

namespace Pipeline.Stages.Tests.Feature.Webhook;

/// <summary>A webhook that is to produce artifacts takes them from its answer.</summary>
public sealed class WebhookArtifactTests
{
    private const string Body = """{"status":"DONE","artifacts":[{"type":"docker/image","name":"shop"}]}""";
    private static readonly ExpectedArtifact[] AnImage = [new() { Id = "image", Match = new() { Type = "docker/image" } }];

    [Fact]
    public async Task Artifacts_of_the_answer_are_outputs_when_the_stage_is_to_produce_some()
    {
        await using var webhook = await WebhookFixture.AnsweringAsync(WebhookFixture.Answer(200, Body));
        var stage = webhook.Stage();
        stage.Produces = AnImage;

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("""[{"type":"docker/image","name":"shop"}]""", stage.Outputs!["artifacts"]!.ToJsonString());
    }

    [Fact]
    public async Task A_stage_that_is_to_produce_nothing_puts_out_no_artifacts()
    {
        await using var webhook = await WebhookFixture.AnsweringAsync(WebhookFixture.Answer(200, Body));
        var stage = webhook.Stage();

        await stage.RunAsync();

        Assert.Null(stage.Outputs!["artifacts"]);
    }

    [Fact]
    public async Task A_stage_that_waits_takes_them_from_the_answer_that_says_that_the_work_is_done()
    {
        await using var webhook = await WebhookFixture.AnsweringAsync(
            WebhookFixture.Answer(202, """{"artifacts":[{"type":"docker/image","name":"begun"}]}"""),
            WebhookFixture.Answer(200, """{"status":"BUSY","artifacts":[]}"""),
            WebhookFixture.Answer(200, Body));
        var stage = webhook.Stage(""" "waitForCompletion": true, "statusJsonPath": "$.status", "successStatuses": ["DONE"] """);
        stage.Produces = AnImage;

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("shop", (string?)stage.Outputs!["artifacts"]![0]!["name"]);
    }

    [Fact]
    public async Task An_answer_too_long_to_be_shown_is_read_all_the_same()
    {
        await using var webhook = await WebhookFixture.AnsweringAsync(WebhookFixture.Answer(200, $$"""{"log":"{{new string('x', 70_000)}}","artifacts":[{"type":"x"}]}"""));
        var stage = webhook.Stage();
        stage.Produces = AnImage;

        await stage.RunAsync();

        Assert.True((bool)stage.Outputs!["webhook"]!["bodyTruncated"]!);
        Assert.Equal("x", (string?)stage.Outputs["artifacts"]![0]!["type"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fine")]
    [InlineData("null")]
    [InlineData("""["artifacts"]""")]
    [InlineData("""{"artifacts":null}""")]
    public async Task An_answer_without_artifacts_has_none(string body)
    {
        await using var webhook = await WebhookFixture.AnsweringAsync(WebhookFixture.Answer(200, body));
        var stage = webhook.Stage();
        stage.Produces = AnImage;

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        Assert.Null(stage.Outputs!["artifacts"]);
    }
}
