using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.DataProtection;
using Pipeline.Connectors.Http;
using Pipeline.Stages.Feature.CustomWebhooks;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.CustomWebhooks;
using Pipeline.Testing;
using static Pipeline.Stages.Tests.Feature.Webhook.WebhookFixture;

namespace Pipeline.Stages.Tests.Feature.CustomWebhooks;

public sealed class CustomWebhookStageTests : IDisposable
{
    private const string Secret = "s3cret-of-the-operator";

    private readonly OutboundHttp _http = new(new(), TimeProvider.System);
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_prepared_call_is_made_with_the_stages_parameters()
    {
        await using var server = await LoopbackServer.StartAsync(context => Answer(200, """{"id":7}""")(context));
        var stage = Stage(server, """{"room":"shop","times":3}""");

        Assert.IsType<StageStep.Succeeded>(await stage.StepAsync());

        var request = Assert.Single(server.Requests);
        Assert.Equal(("PUT", "/rooms/shop", """{"text":"hello","times":3}"""), (request.Method, request.Path, request.Body));
        Assert.Equal($"Bearer {Secret}", request.Headers["Authorization"]);
        Assert.Equal(7, (int)stage.Outputs!["webhook"]!["body"]!["id"]!);
    }

    [Theory]
    [InlineData("{}", "'room' is required")]
    [InlineData("""{"room":"garage"}""", "not one of the options: shop, hall")]
    [InlineData("""{"room":"shop","times":"three"}""", "whole number")]
    [InlineData("""{"room":"shop","tmes":3}""", "Did you mean 'times'?")]
    public async Task Wrong_parameters_fail_before_anything_is_called(string parameters, string message)
    {
        await using var server = await LoopbackServer.StartAsync(context => Answer(200)(context));

        var failed = Assert.IsType<StageStep.Failed>(await Stage(server, parameters).StepAsync());

        Assert.Equal("invalid-input", failed.Error.Code);
        Assert.Contains(message, failed.Error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    public async Task What_the_operator_keeps_secret_is_masked_where_the_receiver_repeats_it(int status)
    {
        await using var server = await LoopbackServer.StartAsync(context => Answer(status, $$"""{"you":"{{context.Request.Headers.Authorization}}"}""")(context));
        var stage = Stage(server, """{"room":"shop"}""");

        var step = await stage.StepAsync();

        var shown = step switch { StageStep.Failed failed => $"{failed.Error}{failed.Error.Details}{failed.Outputs}", StageStep.Succeeded succeeded => $"{succeeded.Outputs}", _ => "" };
        Assert.Contains("***", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown + string.Join('\n', stage.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_end_is_waited_for_and_a_cancel_calls_what_the_operator_prepared()
    {
        await using var server = await LoopbackServer.StartAsync(context => Answer(200, """{"state":"busy"}""")(context));
        var stage = Stage(server, """{"room":"hall"}""", """
            ,"waitForCompletion":true,"statusUrlResolution":"getMethod","statusJsonPath":"$.state","successStatuses":["done"],
            "cancelEndpoint":"/cancel/${parameterValues['room']}"
            """);

        Assert.IsType<StageStep.Again>(await stage.StepAsync());
        Assert.IsType<StageStep.Again>(await stage.StepAsync());
        await stage.CancelAsync();

        Assert.Equal("/cancel/hall", server.Requests[^1].Path);
    }

    [Fact]
    public async Task A_webhook_that_nobody_has_prepared_is_named_with_what_to_do()
    {
        await using var server = await LoopbackServer.StartAsync(context => Answer(200)(context));

        var failed = Assert.IsType<StageStep.Failed>(await Stage(server, "{}", name: "other").StepAsync());

        Assert.Equal("setting-missing", failed.Error.Code);
        Assert.Contains("PUT /api/settings/custom-webhooks/other", failed.Error.Message, StringComparison.Ordinal);
    }

    private StageHarness Stage(LoopbackServer server, string parameters, string more = "", string name = "announce")
    {
        var setting = JsonSerializer.Deserialize($$"""
            {
              "title": "Announce", "authorization": "Bearer {{Secret}}",
              "parameters": [{ "name": "room", "required": true, "options": ["shop", "hall"] }, { "name": "times", "type": "integer", "default": 1 }],
              "webhook": {
                "url": "{{server.Url}}rooms/${parameterValues['room']}", "method": "PUT", "headers": { "authorization": "of no use" },
                "payload": { "text": "hello", "times": "${parameterValues['times']}" }{{more}}
              }
            }
            """, (JsonTypeInfo<CustomWebhook>)CustomWebhook.Kind.Input)!;
        Assert.Empty(setting.Check());
        return new(
            new CustomWebhookStage(new OneSetting(setting), _http, _time, new EphemeralDataProtectionProvider()),
            CustomWebhookStage.Type,
            _time,
            $$"""{"webhook":"{{name}}","parameters":{{parameters}}}""");
    }

    private sealed class OneSetting(CustomWebhook setting) : ISettings
    {
        public ValueTask<TSetting?> FindAsync<TSetting>(string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
            where TSetting : class =>
            new(kind == CustomWebhook.KindName && name == "announce" ? (TSetting)(object)setting : null);
    }
}
