using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Observability;

namespace Pipeline.Functions.Endpoints.Metrics;

/// <summary>What a Prometheus server scrapes. It names every application, so that a role in one of them does not suffice.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/metrics", static (HttpContext context, ScrapedMetrics metrics) => metrics.AnswerAsync(context))
            .Requires(Permission.View, AccessScope.Environment)
            .WithName("getMetrics").WithTags("Metrics")
            .WithSummary("What the server has measured, in the text format of Prometheus or OpenMetrics, by Accept.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .ProducesProblems(403);
}
