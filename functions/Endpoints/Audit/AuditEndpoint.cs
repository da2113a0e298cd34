using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Audit;

/// <summary>Who changed what in the environment, and who did what to which run.</summary>
internal static class AuditEndpoint
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/audit", ListAsync)
            .Requires(Permission.Administer, AccessScope.Anywhere)
            .WithName("listAudit").WithTags("Access")
            .WithSummary("Who changed which pipelines, settings, triggers and freezes and commanded which runs, when and why, newest first, in the applications that the sender administers; ?subject= and ?run= choose, ?take= (1 to 200) and ?after= page.")
            .ProducesProblems(400, 403);

    private static async Task<Ok<AuditList>> ListAsync(
        HttpContext context, AuditLog audit, CancellationToken cancellationToken, string? subject = null, string? run = null, int take = 50, string? after = null)
    {
        Field.Within("take", take, 1, 200);
        if (after is not null && !RunId.IsWellFormed(after))
            throw ProblemException.InvalidField("after", "Write an entry's id, as a page before gave it.");

        var sender = context.Identity();
        var (entries, next) = await audit.ListAsync(
            entry => (subject is null || entry.Subject == subject)
                && (run is null || entry.Run == run)
                && AccessRules.Allows(sender, Permission.Administer, entry.Application ?? AccessRules.EveryApplication),
            take,
            after,
            cancellationToken);
        return TypedResults.Ok(new AuditList(entries, next));
    }
}

/// <summary>Entries of the audit log.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="After">Given as <c>?after=</c> to go on; left out on the last page.</param>
internal sealed record AuditList(IReadOnlyList<AuditEntry> Items, string? After);
