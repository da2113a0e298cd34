using System.Net;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Settings;

public sealed class CustomWebhookTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prepared_webhook_is_listed_beside_the_stage_types_of_those_who_may_use_it()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/applications/chat", Documents.Json("{}"), Cancellation));
        await Expect.SuccessAsync(await PutAsync("announce", """
            {
              "application": "chat", "description": "Tells a room.",
              "with": {
                "title": "Announce", "authorization": "Bearer not-to-be-shown",
                "parameters": [{ "name": "room", "label": "Room", "required": true, "options": ["shop"] }, { "name": "times", "type": "integer", "default": 1 }],
                "webhook": { "url": "https://chat.example.com/${parameterValues['room']}" }
              }
            }
            """));

        var found = await ListedAsync(server.Admin);

        var type = found!;
        Assert.Equal(("feature.custom-webhook", "Announce", "Tells a room."), ((string)type["type"]!, (string)type["title"]!, (string)type["description"]!));
        var with = type["schema"]!["properties"]!;
        Assert.Equal("announce", (string)with["webhook"]!["const"]!);
        Assert.Equal(("Room", "shop"), ((string)with["parameters"]!["properties"]!["room"]!["title"]!, (string)with["parameters"]!["properties"]!["room"]!["enum"]![0]!));
        Assert.Equal(("integer", 1), ((string)with["parameters"]!["properties"]!["times"]!["type"]!, (int)with["parameters"]!["properties"]!["times"]!["default"]!));
        Assert.DoesNotContain("not-to-be-shown", type.ToJsonString(), StringComparison.Ordinal);
        using var stranger = await server.SubjectAsync("custom-stranger", "default", "editor");
        Assert.Null(await ListedAsync(stranger));
    }

    [Theory]
    [InlineData("""{"title":"x","webhook":{}}""", "with.webhook.url", "address to call")]
    [InlineData("""{"title":"x","webhook":{"url":"https://a.example","pauload":1}}""", "with.webhook.pauload", "no input 'pauload'")]
    [InlineData("""{"title":"x","webhook":{"url":"https://a.example/${parameters.version}"}}""", "with.webhook.url", "parameterValues['parameters']")]
    [InlineData("""{"title":"x","webhook":{"url":"https://a.example/${parameterValues['a'"}}""", "with.webhook.url", "")]
    [InlineData("""{"title":"x","webhook":{"url":"https://a.example"},"parameters":[{"name":"a","pattern":"("}]}""", "with.parameters", "pattern of 'a'")]
    [InlineData("""{"title":"x","webhook":{"url":"https://a.example"},"parameters":[{"name":"a","type":"integer","default":"many"}]}""", "with.parameters", "default of 'a'")]
    public async Task What_is_wrong_with_a_prepared_webhook_is_named_when_it_is_saved(string with, string field, string message)
    {
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await PutAsync("wrong", $$"""{"with":{{with}}}"""));

        var fault = problem["errors"]!.AsArray().First()!;
        Assert.Equal(field, (string)fault["path"]!);
        Assert.Contains(message, (string)fault["message"]!, StringComparison.Ordinal);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> ListedAsync(HttpClient client) =>
        (await Expect.SuccessAsync(await client.GetAsync("/api/stage-types", Cancellation)))["items"]!.AsArray().SingleOrDefault(type => (string?)type!["setting"] == "custom-webhooks/announce");

    private Task<HttpResponseMessage> PutAsync(string name, string body) => server.Admin.PutAsync($"/api/settings/custom-webhooks/{name}", Documents.Json(body), Cancellation);
}
