using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Access;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Endpoints;

public abstract class OpenApiTests(RunningServer server)
{
    [Fact]
    public async Task Every_route_of_the_API_is_described()
    {
        var document = JsonNode.Parse(await server.Admin.GetStringAsync("/api/openapi.json", TestContext.Current.CancellationToken))!;
        var missing = new List<string>();
        foreach (var endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = endpoint.RoutePattern.RawText!;
            if (!pattern.StartsWith("/api/", StringComparison.Ordinal) || pattern == "/api/openapi.json")
                continue;

            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                var operation = document["paths"]?[pattern.Replace(":int", "", StringComparison.Ordinal)]?[method.ToLowerInvariant()];
                if (operation?["summary"] is null || operation["operationId"] is null || operation["responses"]!.AsObject().Count == 0)
                    missing.Add($"{method} {pattern} is not described: {operation?.ToJsonString()}");
                else if (operation["security"] is null == endpoint.Metadata.GetMetadata<AnonymousAccess>() is null)
                    missing.Add($"{method} {pattern} is described with the wrong security");
                else if (endpoint.RoutePattern.Parameters.Any(parameter => operation["parameters"]?.AsArray().Any(described => (string)described!["name"]! == parameter.Name) != true))
                    missing.Add($"{method} {pattern} lacks a parameter of its path");
            }
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
        Assert.Equal("bearer", (string)document["components"]!["securitySchemes"]!["personalAccessToken"]!["scheme"]!);
        Assert.NotNull(document["paths"]!["/api/pipelines/{name}"]!["put"]!["requestBody"]!["content"]!["application/yaml"]);
        Assert.Contains(document["paths"]!["/api/pipelines/{name}/runs"]!["post"]!["parameters"]!.AsArray(), parameter => (string)parameter!["name"]! == "Idempotency-Key");
    }
}

public sealed class EmbeddedOpenApiTests(EmbeddedServer server) : OpenApiTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedOpenApiTests(HostedServer server) : OpenApiTests(server), IClassFixture<HostedServer>;
