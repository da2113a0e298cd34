using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Audit;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>Deletes runs.</summary>
internal static class DeleteRunEndpoint
{
    public static void MapDeleteRun(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/runs/{id}", DeleteAsync)
            .Audits("run.delete")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("deleteRun").WithTags("Runs")
            .WithSummary("Deletes a run that has ended, with its events, logs, approval links and orchestrations' histories. Its deployment stays counted, and its idempotency key stays used. ?reason= goes to the audit log.")
            .ProducesProblems(400, 403, 404, 409);

    private static async Task<NoContent> DeleteAsync(
        string id, HttpContext context, RunDeletions deletions, CancellationToken cancellationToken, string? reason = null)
    {
        var text = Field.OptionalText("reason", reason, longest: 4000);
        await deletions.DeleteAsync(id, context.Identity().Subject, string.IsNullOrEmpty(text) ? null : text, cancellationToken);
        return TypedResults.NoContent();
    }
}
