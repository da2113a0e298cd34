using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Pipelines;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Events;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Events;

/// <summary>What happened around a pipeline, and why it did or did not start runs.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/pipelines/{name}/events", ListAsync)
            .Requires(Permission.View, AccessScope.Pipeline)
            .WithName("listPipelineEvents").WithTags("Pipelines")
            .WithSummary("The events that the pipeline's triggers were asked about, newest first: what came, which trigger took it, and why the others did not. ?take= (1 to 200) and ?after= page.")
            .ProducesProblems(400, 403, 404);

    private static async Task<Ok<EventList>> ListAsync(
        string name, PipelineStore pipelines, EventStore events, CancellationToken cancellationToken, int take = 50, string? after = null)
    {
        Field.Within("take", take, 1, 200);
        if (after is not null && !RunId.IsWellFormed(after))
            throw ProblemException.InvalidField("after", "Write an event's id, as a page before gave it.");

        var head = await PipelineEndpoints.FindAsync(pipelines, name, cancellationToken);
        var (outcomes, next) = await events.ListAsync(head.Application, name, take, after, cancellationToken);
        return TypedResults.Ok(new EventList(outcomes, next));
    }
}

/// <summary>Events of a pipeline.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="After">Given as <c>?after=</c> to go on; left out on the last page.</param>
internal sealed record EventList(IReadOnlyList<EventOutcome> Items, string? After);
