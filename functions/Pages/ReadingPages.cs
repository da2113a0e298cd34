using Pipeline.Functions.Access;
using Pipeline.Functions.Pipelines;
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

    private static async Task OverviewAsync(HttpContext context, PageSession session, PipelineStore pipelines, PipelineRuns runs)
    {
        if (await session.FindAsync(context) is not { } reader)
        {
            await AskAsync(context);
            return;
        }

        var heads = (await pipelines.ListAsync(context.RequestAborted)).Where(head => AccessRules.Allows(reader, Permission.View, head.Application)).ToArray();
        var (recent, _) = await runs.ListAsync(
            application: null, pipeline: null, run => AccessRules.Allows(reader, Permission.View, run.Application), RecentRuns, after: null, context.RequestAborted);
        await OverviewPage.Show(reader, heads, recent).WriteAsync(context);
    }

    private static async Task RunAsync(string id, HttpContext context, PageSession session, RunStore runs, TimeProvider time)
    {
        if (await session.FindAsync(context) is not { } reader)
            await AskAsync(context);
        else if (!RunId.IsWellFormed(id) || await runs.FindDetailsAsync(id, context.RequestAborted) is not { } run)
            await Page.Of("en", "No such run", Html.Of($"<p>There is no run '{id}'. <a href=\"/\">All pipelines and runs</a></p>")).WriteAsync(context, StatusCodes.Status404NotFound);
        else if (!AccessRules.Allows(reader, Permission.View, run.Run.Application))
            await Page.Of("en", "Not allowed", Html.Of($"<p>'{reader.Subject}' lacks the role 'viewer' in application '{run.Run.Application}'. <a href=\"/\">Back</a></p>")).WriteAsync(context, StatusCodes.Status403Forbidden);
        else
            await RunPage.Show(run, time.GetUtcNow()).WriteAsync(context);
    }

    private static Task AskAsync(HttpContext context) => context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
        ? SignInPage.Reload().WriteAsync(context)
        : SignInPage.Ask(context.Request.Path).WriteAsync(context, StatusCodes.Status401Unauthorized);
}
