using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Starts;

namespace Pipeline.Functions.Endpoints.Access;

/// <summary>Applications, which group pipelines and hold roles.</summary>
internal static class ApplicationEndpoints
{
    public static void MapApplications(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/applications", ListAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("listApplications").WithTags("Access")
            .WithSummary("The applications in which the sender holds a role.");
        routes.MapGet("/api/applications/{application}", GetAsync)
            .Requires(Permission.View, AccessScope.Application)
            .WithName("getApplication").WithTags("Access")
            .WithSummary("One application.")
            .ProducesProblems(403, 404);
        routes.MapPut("/api/applications/{application}", PutAsync)
            .Requires(Permission.Administer, AccessScope.Application)
            .WithName("putApplication").WithTags("Access")
            .WithSummary("Makes an application, which needs an administrator of every application, or changes its description.")
            .ProducesProblems(400, 403, 415);
        routes.MapDelete("/api/applications/{application}", DeleteAsync)
            .Requires(Permission.Administer, AccessScope.Application)
            .WithName("deleteApplication").WithTags("Access")
            .WithSummary("Removes an application that has no pipelines, no members and no freezes.")
            .ProducesProblems(403, 404, 409);
    }

    private static async Task<Ok<ApplicationList>> ListAsync(HttpContext context, Applications applications, CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        var all = await applications.ListAsync(cancellationToken);
        return TypedResults.Ok(new ApplicationList(
            [.. all.Where(application => AccessRules.Allows(sender, Permission.View, application.Name)).Select(ApplicationAnswer.Of)]));
    }

    private static async Task<Ok<ApplicationAnswer>> GetAsync(string application, Applications applications, CancellationToken cancellationToken) =>
        TypedResults.Ok(ApplicationAnswer.Of(await FindAsync(applications, application, cancellationToken)));

    private static async Task<Results<Ok<ApplicationAnswer>, Created<ApplicationAnswer>>> PutAsync(
        string application, ApplicationBody? body, HttpContext context, Applications applications, CancellationToken cancellationToken)
    {
        Field.Application("application", application);
        var description = Field.OptionalText("description", body?.Description, longest: 2000);
        if (await applications.FindAsync(application, cancellationToken) is null)
            context.Identity().Demand(Permission.Administer, AccessRules.EveryApplication);

        var (written, isNew) = await applications.PutAsync(application, description, cancellationToken);
        var answer = ApplicationAnswer.Of(written);
        return isNew ? TypedResults.Created($"/api/applications/{application}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<NoContent> DeleteAsync(
        string application, Applications applications, Members members, PipelineStore pipelines, FreezeStore freezes, CancellationToken cancellationToken)
    {
        await FindAsync(applications, application, cancellationToken);
        if (application == Applications.Default)
            throw ProblemException.InUse("The application 'default' takes the pipelines that name none; it stays.");
        if (await members.ListAsync(application, cancellationToken) is { Count: > 0 } inIt)
            throw ProblemException.InUse($"'{application}' still has the members {string.Join(", ", inIt.Select(member => member.Subject))}. Remove them first.");
        if ((await pipelines.ListAsync(cancellationToken)).Where(head => head.Application == application).Select(head => head.Name).ToList() is { Count: > 0 } names)
            throw ProblemException.InUse($"'{application}' still has the pipelines {string.Join(", ", names)}. Delete them first.");
        if (await freezes.ListAsync(application, cancellationToken) is { Count: > 0 } frozen)
            throw ProblemException.InUse($"'{application}' still has the freezes {string.Join(", ", frozen.Select(freeze => freeze.Period.Name))}. Delete them first.");

        await applications.DeleteAsync(application, cancellationToken);
        return TypedResults.NoContent();
    }

    public static async ValueTask<Application> FindAsync(Applications applications, string name, CancellationToken cancellationToken) =>
        await applications.FindAsync(name, cancellationToken)
            ?? throw ProblemException.NotFound($"There is no application '{name}'. PUT /api/applications/{name} makes it.");
}
