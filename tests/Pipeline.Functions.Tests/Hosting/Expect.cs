using System.Net;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Tests.Hosting;

/// <summary>What tests expect of answers; failures show the body.</summary>
internal static class Expect
{
    public static async Task<JsonObject> SuccessAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {body}");
            return body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
        }
    }

    /// <summary>A problem of that status, complete and true to RFC 9457.</summary>
    public static async Task<JsonObject> ProblemAsync(HttpStatusCode status, HttpResponseMessage response)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(status == response.StatusCode, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {(int)response.StatusCode}, not {(int)status}: {body}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            var problem = JsonNode.Parse(body)!.AsObject();
            Assert.Equal((int)status, (int)problem["status"]!);
            Assert.StartsWith("urn:pipeline:problem:", (string)problem["type"]!, StringComparison.Ordinal);
            Assert.NotEmpty((string)problem["title"]!);
            Assert.NotEmpty((string)problem["detail"]!);
            Assert.NotEmpty((string)problem["traceId"]!);
            return problem;
        }
    }
}
