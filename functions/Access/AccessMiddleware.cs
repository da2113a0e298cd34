using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Access;

/// <summary>Lets a request through to its endpoint when the sender is known and allowed what the endpoint asks.</summary>
internal sealed class AccessMiddleware(RequestDelegate next)
{
    private const int LongestName = 128;

    public async Task InvokeAsync(HttpContext context, IdentityReader reader, AccessScopes scopes)
    {
        // What is not a mapped route is routing's own answer (404, 405, 415), which tells nothing that the OpenAPI document does not.
        if (context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<AnonymousAccess>() is null)
        {
            var identity = await reader.ReadAsync(context)
                ?? throw ProblemException.Unauthenticated("Send 'Authorization: Bearer <token>' with a personal access token.");
            context.Features.Set(identity);
            DemandNames(context);
            if (endpoint.Metadata.GetMetadata<AccessRequirement>() is { } requirement)
                await scopes.CheckAsync(context, identity, requirement);
        }

        await next(context);
    }

    // No name of anything is longer, and storage refuses keys that are.
    private static void DemandNames(HttpContext context)
    {
        foreach (var (name, value) in context.Request.RouteValues)
        {
            if (value is string { Length: > LongestName })
                throw ProblemException.NotFound($"There is no {name} with a name longer than {LongestName} characters.");
        }
    }
}
