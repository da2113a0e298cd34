using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Audit;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>What people do to a run as a whole.</summary>
internal static class RunCommandEndpoints
{
    public static void MapRunCommands(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/runs/{id}/cancel", CancelAsync)
            .Audits("run.cancel")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("cancelRun").WithTags("Runs")
            .WithSummary("Cancels a run: nothing starts any more, and what is under way is stopped outside too. 202: it is recorded; the run's status says when it is done.")
            .ProducesProblems(400, 403, 404, 409, 415);
        routes.MapPost("/api/runs/{id}/pause", PauseAsync)
            .Audits("run.pause")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("pauseRun").WithTags("Runs")
            .WithSummary("Keeps a run from starting further stages; those under way finish their work.")
            .ProducesProblems(400, 403, 404, 409, 415);
        routes.MapPost("/api/runs/{id}/resume", ResumeAsync)
            .Audits("run.resume")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("resumeRun").WithTags("Runs")
            .WithSummary("Lets a paused run go on.")
            .ProducesProblems(400, 403, 404, 409, 415);
    }

    private static async Task<Accepted> CancelAsync(
        string id, ReasonBody? body, HttpContext context, RunInterventions interventions, CancellationToken cancellationToken)
    {
        await interventions.CancelAsync(id, context.Identity().Subject, ReasonOf(body), cancellationToken);
        return Accepted(id);
    }

    private static async Task<Accepted> PauseAsync(
        string id, ReasonBody? body, HttpContext context, RunInterventions interventions, CancellationToken cancellationToken)
    {
        await interventions.PauseAsync(id, context.Identity().Subject, ReasonOf(body), cancellationToken);
        return Accepted(id);
    }

    private static async Task<Accepted> ResumeAsync(
        string id, ReasonBody? body, HttpContext context, RunInterventions interventions, CancellationToken cancellationToken)
    {
        await interventions.ResumeAsync(id, context.Identity().Subject, ReasonOf(body), cancellationToken);
        return Accepted(id);
    }

    private static string? ReasonOf(ReasonBody? body) =>
        Field.OptionalText("reason", body?.Reason, longest: 4000) is { Length: > 0 } reason ? reason : null;

    private static Accepted Accepted(string id) => TypedResults.Accepted($"/api/runs/{id}");
}
