using Pipeline.Functions.Access;
using Pipeline.Functions.Access.AppService;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Pages;

/// <summary>The pages on which people read: what there is, and how a run goes.</summary>
internal static class ReadingPages
{
    private const int RecentRuns = 25;

    public static void MapReadingPages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", PageResponses.Reading, OverviewAsync).IsAnonymous().ExcludeFromDescription();
        routes.MapMethods("/runs/{id}", PageResponses.Reading, RunAsync).IsAnonymous().ExcludeFromDescription();
    }

    private static async Task OverviewAsync(
        HttpContext context, PageSession session, AppServiceAuthentication appService, PipelineStore pipelines, PipelineRuns runs)
    {
        if (await FindReaderAsync(context, session, appService) is not { } reader)
            return;

        var heads = (await pipelines.ListAsync(context.RequestAborted)).Where(head => AccessRules.Allows(reader, Permission.View, head.Application)).ToArray();
        var (recent, _) = await runs.ListAsync(
            application: null, pipeline: null, run => AccessRules.Allows(reader, Permission.View, run.Application), RecentRuns, after: null, context.RequestAborted);
        await OverviewPage.Show(reader, heads, recent).WriteAsync(context);
    }

    private static async Task RunAsync(
        string id, HttpContext context, PageSession session, AppServiceAuthentication appService, RunStore runs, RunSlots slots, TimeProvider time)
    {
        if (await FindReaderAsync(context, session, appService) is not { } reader)
            return;
        if (!RunId.IsWellFormed(id) || await runs.FindDetailsAsync(id, context.RequestAborted) is not { } run)
            await Page.Of("en", "No such run", Html.Of($"<p>There is no run '{id}'. <a href=\"/\">All pipelines and runs</a></p>")).WriteAsync(context, StatusCodes.Status404NotFound);
        else if (!AccessRules.Allows(reader, Permission.View, run.Run.Application))
            await Page.Of("en", "Not allowed", Html.Of($"<p>'{reader.Subject}' lacks the role 'viewer' in application '{run.Run.Application}'. <a href=\"/\">Back</a></p>")).WriteAsync(context, StatusCodes.Status403Forbidden);
        else
            await RunPage.Show(run, await slots.FindPlaceAsync(run.Run, context.RequestAborted), time.GetUtcNow()).WriteAsync(context);
    }

    // Null when nobody reads who may: the page that is answered then asks who it is, or says why not.
    private static async ValueTask<Identity?> FindReaderAsync(HttpContext context, PageSession session, AppServiceAuthentication appService)
    {
        try
        {
            if (await session.FindAsync(context) is { } reader)
                return reader;
            await (context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
                ? SignInPage.Reload().WriteAsync(context)
                : SignInPage.Ask(context.Request.Path, appService.IsOn).WriteAsync(context, StatusCodes.Status401Unauthorized));
        }
        catch (ProblemException problem) when (problem.Status == StatusCodes.Status403Forbidden)
        {
            await SignInPage.Refuse(problem.Message).WriteAsync(context, StatusCodes.Status403Forbidden);
        }

        return null;
    }
}
