using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Definitions;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>Runs, listed and one by one.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs", ListAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("listRuns").WithTags("Runs")
            .WithSummary("Runs that the sender may see, newest first; ?pipeline=, ?application=, ?status=, ?from= and ?to= (when they were created: then or later, and before), ?trigger= (its type), ?startedBy= and ?parameter=name:value (several: all of them; secret ones match nothing) choose, ?take= (1 to 200) and ?after= page.")
            .ProducesProblems(400, 403, 404);
        routes.MapGet("/api/runs/{id}", GetAsync)
            .Requires(Permission.View, AccessScope.Run)
            .WithName("getRun").WithTags("Runs")
            .WithSummary("A run with all of its stages, begun or not.")
            .ProducesProblems(403, 404);
    }

    private static async Task<Ok<RunList>> ListAsync(
        HttpContext context,
        PipelineRuns runs,
        PipelineStore pipelines,
        CancellationToken cancellationToken,
        string? pipeline = null,
        string? application = null,
        string? status = null,
        string? from = null,
        string? to = null,
        string? trigger = null,
        string? startedBy = null,
        string[]? parameter = null,
        int take = 50,
        string? after = null)
    {
        var sender = context.Identity();
        Field.Within("take", take, 1, 200);
        var filter = RunFilterFields.Read(from, to, trigger, startedBy, parameter) with { Status = status is null ? null : StatusOf(status) };
        if (after is not null && !RunId.IsWellFormed(after))
            throw ProblemException.InvalidField("after", "Write a run's id, as a page before gave it.");

        if (application is not null)
            Field.Application("application", application);
        if (pipeline is not null)
        {
            Field.Application("pipeline", pipeline);
            var head = await pipelines.FindEvenDeletedAsync(pipeline, cancellationToken) ?? throw ProblemException.NotFound($"There is no pipeline '{pipeline}'.");
            if (application is not null && application != head.Application)
                return TypedResults.Ok(new RunList([], null));
            application = head.Application;
        }

        if (application is not null)
            sender.Demand(Permission.View, application);

        var (page, next) = await runs.ListAsync(
            application,
            pipeline,
            filter,
            run => AccessRules.Allows(sender, Permission.View, run.Application),
            take,
            after,
            cancellationToken);
        return TypedResults.Ok(new RunList([.. page.Select(RunItem.Of)], next));
    }

    private static async Task<Ok<RunAnswer>> GetAsync(string id, RunStore runs, RunSlots slots, CancellationToken cancellationToken)
    {
        var details = await runs.FindDetailsAsync(id, cancellationToken) ?? throw new RunNotFoundException(id);
        var answer = RunAnswer.Of(details, await slots.FindPlaceAsync(details.Run, cancellationToken));
        return TypedResults.Ok(await RunNotifications.AddToAsync(answer, details.Run, runs.Notifications, cancellationToken));
    }

    private static RunStatus StatusOf(string text)
    {
        foreach (var status in Enum.GetValues<RunStatus>())
        {
            if (StatusNames.Of(status).Equals(text, StringComparison.OrdinalIgnoreCase))
                return status;
        }

        throw ProblemException.InvalidField("status", $"Write one of {string.Join(", ", Enum.GetValues<RunStatus>().Select(StatusNames.Of))}.");
    }
}
