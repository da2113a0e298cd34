using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;

namespace Pipeline.Functions.Endpoints.Access;

/// <summary>Who am I, and what may I do?</summary>
internal static class MeEndpoint
{
    public static void MapMe(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/me", Get)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("getMe")
            .WithTags("Access")
            .WithSummary("The sender's subject and roles by application; roles under '*' hold in every application.");

    private static Ok<MeAnswer> Get(HttpContext context)
    {
        var identity = context.Identity();
        return TypedResults.Ok(new MeAnswer(identity.Subject, new SortedDictionary<string, IReadOnlyList<Role>>(identity.Roles.ToDictionary(), StringComparer.Ordinal)));
    }
}

/// <summary>The sender.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Roles">Roles by application.</param>
internal sealed record MeAnswer(string Subject, IReadOnlyDictionary<string, IReadOnlyList<Role>> Roles);
