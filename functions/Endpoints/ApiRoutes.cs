using Pipeline.Functions.Endpoints.Access;
using Pipeline.Functions.Endpoints.Health;

namespace Pipeline.Functions.Endpoints;

/// <summary>Every route of the HTTP API, subject by subject.</summary>
internal static class ApiRoutes
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth();
        routes.MapMe();
        routes.MapTokens();
        routes.MapApplications();
        routes.MapMembers();
    }
}
