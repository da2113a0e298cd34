using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Windows;
using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Starts;

namespace Pipeline.Functions.Endpoints.Freezes;

/// <summary>Times in which nothing of an application that deploys may start.</summary>
internal static class FreezeEndpoints
{
    public static void MapFreezes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/applications/{application}/freezes", ListAsync)
            .Requires(Permission.View, AccessScope.Application)
            .WithName("listFreezes").WithTags("Freezes")
            .WithSummary("The freezes of an application, past ones too.")
            .ProducesProblems(403, 404);
        routes.MapGet("/api/applications/{application}/freezes/{name}", GetAsync)
            .Requires(Permission.View, AccessScope.Application)
            .WithName("getFreeze").WithTags("Freezes")
            .WithSummary("One freeze.")
            .ProducesProblems(403, 404);
        routes.MapPut("/api/applications/{application}/freezes/{name}", PutAsync)
            .Requires(Permission.Administer, AccessScope.Application)
            .WithName("putFreeze").WithTags("Freezes")
            .WithSummary("Freezes an application for a time, or changes that: stages that deploy or promote, and all stages of a pipeline with spec.deploys, wait for its end. What runs already goes on.")
            .ProducesProblems(400, 403, 404, 415);
        routes.MapDelete("/api/applications/{application}/freezes/{name}", DeleteAsync)
            .Requires(Permission.Administer, AccessScope.Application)
            .WithName("deleteFreeze").WithTags("Freezes")
            .WithSummary("Lifts a freeze. What it holds starts within five minutes.")
            .ProducesProblems(403, 404);
    }

    private static async Task<Ok<FreezeList>> ListAsync(
        string application, Applications applications, FreezeStore freezes, TimeProvider time, CancellationToken cancellationToken)
    {
        await ApplicationEndpoints.FindAsync(applications, application, cancellationToken);
        var now = time.GetUtcNow();
        return TypedResults.Ok(new FreezeList([.. (await freezes.ListAsync(application, cancellationToken)).Select(freeze => FreezeAnswer.Of(freeze, now))]));
    }

    private static async Task<Ok<FreezeAnswer>> GetAsync(
        string application, string name, Applications applications, FreezeStore freezes, TimeProvider time, CancellationToken cancellationToken)
    {
        await ApplicationEndpoints.FindAsync(applications, application, cancellationToken);
        return TypedResults.Ok(FreezeAnswer.Of(await FindAsync(freezes, application, name, cancellationToken), time.GetUtcNow()));
    }

    private static async Task<Results<Ok<FreezeAnswer>, Created<FreezeAnswer>>> PutAsync(
        string application,
        string name,
        FreezeBody body,
        HttpContext context,
        Applications applications,
        FreezeStore freezes,
        AuditLog audit,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!FreezePeriod.TryParse(application, name, body.From, body.To, body.Zone, body.Reason, out var period, out var faults))
            throw Refuse(faults);
        Field.OptionalText("reason", period.Reason, longest: 1000);
        await ApplicationEndpoints.FindAsync(applications, application, cancellationToken);

        var sender = context.Identity().Subject;
        var (freeze, isNew) = await freezes.PutAsync(period, sender, cancellationToken);
        await audit.RecordAsync(sender, "freeze.put", $"freezes/{name}", application, period.ToString(), cancellationToken);
        var answer = FreezeAnswer.Of(freeze, time.GetUtcNow());
        return isNew ? TypedResults.Created($"/api/applications/{application}/freezes/{name}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<NoContent> DeleteAsync(
        string application, string name, HttpContext context, Applications applications, FreezeStore freezes, AuditLog audit, CancellationToken cancellationToken)
    {
        await ApplicationEndpoints.FindAsync(applications, application, cancellationToken);
        var freeze = await FindAsync(freezes, application, name, cancellationToken);
        await freezes.DeleteAsync(application, name, cancellationToken);
        await audit.RecordAsync(context.Identity().Subject, "freeze.delete", $"freezes/{name}", application, freeze.Period.ToString(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async ValueTask<Freeze> FindAsync(FreezeStore freezes, string application, string name, CancellationToken cancellationToken) =>
        await freezes.FindAsync(application, name, cancellationToken) ?? throw ProblemException.NotFound($"'{application}' has no freeze '{name}'.");

    private static ProblemException Refuse(IReadOnlyList<FieldFault> faults) => new(
        StatusCodes.Status400BadRequest, ProblemCode.InvalidRequest, "The request is not valid", string.Join(' ', faults))
    {
        Errors = [.. faults.Select(fault => new ProblemFault { Path = fault.Field, Code = fault.Code, Message = fault.Message, Suggestion = fault.Suggestion })],
    };
}
