using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;

namespace Pipeline.Functions.Endpoints.Health;

/// <summary>Whether the server answers.</summary>
internal static class HealthEndpoints
{
    internal static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/health", Get)
            .IsAnonymous()
            .WithName("getHealth")
            .WithTags("Health")
            .WithSummary("Whether the server answers; needs no identity.");

    private static Ok<HealthAnswer> Get() => TypedResults.Ok(new HealthAnswer("ok", Version));
}

/// <summary>The server answers.</summary>
/// <param name="Status"><c>ok</c>.</param>
/// <param name="Version">The release that runs.</param>
internal sealed record HealthAnswer(string Status, string Version);
