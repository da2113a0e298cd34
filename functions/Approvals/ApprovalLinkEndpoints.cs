using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Hosting;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Approvals;

/// <summary>Issues, lists and revokes the links with which people decide stages from a mail or a chat.</summary>
internal static class ApprovalLinkEndpoints
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(3);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(30);

    public static void MapApprovalLinks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/runs/{id}/stages/{stage}/links", IssueAsync)
            .Requires(Permission.View, AccessScope.Run)
            .WithName("issueApprovalLink").WithTags("Approvals")
            .WithSummary("Issues a link that decides a waiting stage: for oneself, for a named recipient (administrators), or for a channel (no subject).")
            .ProducesProblems(400, 403, 404, 409, 415);
        routes.MapGet("/api/runs/{id}/stages/{stage}/links", ListAsync)
            .Requires(Permission.View, AccessScope.Run)
            .WithName("listApprovalLinks").WithTags("Approvals")
            .WithSummary("The links that were issued for a stage, without their addresses.")
            .ProducesProblems(403, 404);
        routes.MapDelete("/api/runs/{id}/stages/{stage}/links/{link}", RevokeAsync)
            .Requires(Permission.Judge, AccessScope.Run)
            .WithName("revokeApprovalLink").WithTags("Approvals")
            .WithSummary("Revokes a link at once.")
            .ProducesProblems(403, 404);
    }

    private static async Task<Created<ApprovalLinkIssued>> IssueAsync(
        string id, string stage, ApprovalLinkRequest body, HttpContext context, RunStore runs, ApprovalLinks links, PublicAddress address, CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        var subject = body.Subject is null ? null : Field.Subject("subject", body.Subject);
        var lifetime = body.ExpiresIn is null ? DefaultLifetime : Field.Duration("expiresIn", body.ExpiresIn);
        if (lifetime > LongestLifetime)
            throw ProblemException.InvalidField("expiresIn", "A link works for 30 days at most.");

        var (details, waiting) = await FindAsync(runs, id, stage, cancellationToken);

        // Whoever holds a named link decides as that person, so only an administrator may make one for somebody else.
        if (subject is not null && subject != sender.Subject)
            sender.Demand(Permission.Administer, details.Run.Application);
        else
            sender.Demand(Permission.Judge, details.Run.Application);
        if (waiting.WaitingFor?.Question is null)
            throw ProblemException.Conflict($"Stage '{stage}' does not wait for a decision: it is {StatusNames.Of(waiting.Status)}.");

        var (link, token) = await links.IssueAsync(id, stage, waiting.Attempt, subject, sender.Subject, lifetime, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/api/runs/{id}/stages/{stage}/links/{link.Id}",
            new ApprovalLinkIssued(link.Id, address.Of($"/approvals/{token}"), link.Subject, link.ExpiresAt));
    }

    private static async Task<Ok<ApprovalLinkList>> ListAsync(
        string id, string stage, RunStore runs, ApprovalLinks links, CancellationToken cancellationToken)
    {
        await FindAsync(runs, id, stage, cancellationToken);
        return TypedResults.Ok(new ApprovalLinkList(await links.ListAsync(id, stage, cancellationToken)));
    }

    private static async Task<NoContent> RevokeAsync(string id, string stage, string link, ApprovalLinks links, CancellationToken cancellationToken) =>
        await links.RevokeAsync(id, stage, link, cancellationToken)
            ? TypedResults.NoContent()
            : throw ProblemException.NotFound($"Stage '{stage}' of run '{id}' has no link '{link}'.");

    private static async ValueTask<(RunDetails Run, StageDocument Stage)> FindAsync(RunStore runs, string run, string stage, CancellationToken cancellationToken)
    {
        var details = await runs.FindDetailsAsync(run, cancellationToken) ?? throw new RunNotFoundException(run);
        return (details, details.Find(stage) ?? throw new StageNotFoundException(run, stage));
    }
}
