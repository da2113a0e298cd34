using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Audit;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>Starts a stage before its time.</summary>
internal static class StartNowEndpoint
{
    public static void MapStartNow(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/runs/{id}/stages/{stage}/start-now", StartAsync)
            .Audits("stage.start-now")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("startStageNow").WithTags("Runs")
            .WithSummary("Starts a stage at once that waits for its window or, for an administrator of the application, for the end of a freeze. It is recorded on the stage and in the audit log.")
            .ProducesProblems(400, 403, 404, 409, 415);

    private static async Task<Ok<RunStageAnswer>> StartAsync(
        string id, string stage, StartNowBody body, HttpContext context, RunStore runs, StageStarts starts, CancellationToken cancellationToken)
    {
        var reason = Field.Text("reason", body.Reason, longest: 1000).Trim();
        var run = await runs.FindDocumentAsync(id, cancellationToken) ?? throw new RunNotFoundException(id);
        var sender = context.Identity();
        var mayPassFreezes = AccessRules.Allows(sender, Permission.Administer, run.Application);
        var started = await starts.StartNowAsync(id, stage, sender.Subject, reason, mayPassFreezes, cancellationToken);
        return TypedResults.Ok(RunStageAnswer.Of(started));
    }
}

/// <summary>Why a stage is started before its time.</summary>
internal sealed record StartNowBody
{
    /// <summary>For people; kept with the stage and in the audit log.</summary>
    public required string Reason { get; init; }
}
