using Microsoft.AspNetCore.Http;
using Pipeline.Definitions;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Kernel;

public sealed class ExpressionLookupTests
{
    [Fact]
    public async Task Inputs_hold_what_a_URL_answered_which_was_asked_once()
    {
        await using var server = await LoopbackServer.StartAsync(static context => context.Response.WriteAsync("""{"version":"7","next":"second"}"""));
        await using var kernel = await KernelFixture.StartAsync(Stage($$"""
            ${#jsonFromUrl('{{server.Url}}first').version + #fromUrl('{{server.Url}}' + #jsonFromUrl('{{server.Url}}first').next).length()}
            """));

        await kernel.StepAsync();

        Assert.Equal("731", (string?)(await kernel.StageAsync()).Inputs!["text"]);
        Assert.Equal(["GET /first", "GET /second"], server.Requests.Select(request => $"{request.Method} {request.Path}"));
    }

    [Fact]
    public async Task Condition_and_inputs_ask_together_and_see_the_same_answer()
    {
        var count = 0;
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync($"{++count}"));
        await using var kernel = await KernelFixture.StartAsync(Stage($"${{#fromUrl('{server.Url}')}}") with { EnabledIf = $"${{#fromUrl('{server.Url}') == '1'}}" });

        await kernel.StepAsync();

        Assert.Equal("1", (string?)(await kernel.StageAsync()).Inputs!["text"]);
        Assert.Equal(1, count);
    }

    [Theory]
    [InlineData(404, "", "'127.0.0.1' answered with status 404.")]
    [InlineData(200, "\u0001large", "is longer than")]
    [InlineData(200, "\u0001binary", "is not UTF-8 text")]
    public async Task Answer_that_cannot_be_used_fails_the_stage_with_its_reason(int status, string body, string reason)
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.Body.WriteAsync(body switch
            {
                "\u0001large" => new byte[(1024 * 1024) + 1],
                "\u0001binary" => [0xff, 0xfe, 0x00],
                _ => [],
            });
        });
        await using var kernel = await KernelFixture.StartAsync(Stage($"${{#fromUrl('{server.Url}')}}"));

        await kernel.StepAsync();

        var stage = await kernel.StageAsync();
        Assert.Equal((StageStatus.Terminal, "expression"), (stage.Status, stage.Error!.Code));
        Assert.Contains(reason, stage.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", "169.254.169.254")]
    [InlineData("http://127.0.0.1:1/", "127.0.0.1")]
    public async Task Call_that_is_refused_or_not_answered_fails_the_stage(string url, string host)
    {
        await using var kernel = await KernelFixture.StartAsync(Stage($"${{#fromUrl('{url}')}}"));

        await kernel.StepAsync();

        var stage = await kernel.StageAsync();
        Assert.Equal((StageStatus.Terminal, "expression"), (stage.Status, stage.Error!.Code));
        Assert.Contains(host, stage.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_does_not_come_fails_the_stage_when_the_time_of_its_look_ups_is_up()
    {
        await using var server = await LoopbackServer.StartAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var kernel = await KernelFixture.StartAsync(Stage($"${{#fromUrl('{server.Url}')}}"));

        var step = kernel.StepAsync();
        await Eventually.TrueAsync(() => server.Requests.Count == 1, cancellationToken: TestContext.Current.CancellationToken);
        kernel.Time.Advance(TimeSpan.FromSeconds(61));
        await step;

        Assert.Contains("took longer than 1m", (await kernel.StageAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("${#pipelineId('deploy')}", "deploy", null)]
    [InlineData("${#pipelineIdOrNull('gone') ?: 'none'}", "none", null)]
    [InlineData("${#pipelineId('gone')}", null, "there is no pipeline 'gone'")]
    public async Task Pipelines_are_known_by_their_names(string expression, string? text, string? reason)
    {
        await using var kernel = await KernelFixture.StartAsync(Stage(expression));

        await kernel.StepAsync();

        var stage = await kernel.StageAsync();
        Assert.Equal(text, (string?)stage.Inputs?["text"]);
        Assert.Contains(reason ?? "", stage.Error?.Message ?? "", StringComparison.Ordinal);
    }

    private static StageDefinition Stage(string text) => new() { Id = "a", Type = "test.acting", With = new() { ["text"] = text } };
}
