using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Pipeline.Functions.Access;

namespace Pipeline.Functions.Endpoints.OpenApi;

/// <summary>The OpenAPI document, made of the endpoints themselves at the first look.</summary>
internal static class OpenApiDocumentation
{
    private const string Scheme = "personalAccessToken";

    public static IServiceCollection AddOpenApiDocumentation(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            Introduce(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Complete(operation, context);
            return Task.CompletedTask;
        });
    });

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/api/openapi.json")
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Pipeline",
            Version = "v1",
            Description = "Pipelines, their runs, and the people who decide. Errors are problem details (RFC 9457).",
        };

        // Links and clients are told the address by whoever gives them the document; the Host header is anybody's to write.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A personal access token, from the server's first start or POST /api/tokens.",
            },
        };
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var facts = context.Description.ActionDescriptor.EndpointMetadata;
        if (!facts.OfType<AnonymousAccess>().Any())
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            operation.Responses ??= [];
            operation.Responses.TryAdd("401", new OpenApiResponse { Description = "The token is missing, unknown, expired or revoked." });
        }

        foreach (var header in facts.OfType<RequestHeader>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Description = header.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        if (facts.OfType<RawBody>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = body.MediaTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } }),
            };
        }
    }
}
