using System.Globalization;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Definitions.Documents;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Pipelines;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Templates;

namespace Pipeline.Functions.Endpoints.Templates;

/// <summary>The revisions of a template, which never change.</summary>
internal static class TemplateRevisionEndpoints
{
    public static void MapTemplateRevisions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/templates/{name}/revisions", ListAsync)
            .Requires(Permission.View, AccessScope.Anywhere)
            .WithName("listTemplateRevisions").WithTags("Templates")
            .WithSummary("A template's revisions, newest first, ?take= (1 to 200) at a time; ?after= goes on behind a revision.")
            .ProducesProblems(400, 403, 404);
        routes.MapGet("/api/templates/{name}/revisions/{revision:int}", GetAsync)
            .Requires(Permission.View, AccessScope.Anywhere)
            .WithName("getTemplateRevision").WithTags("Templates")
            .WithSummary("The document of a revision, by Accept as YAML or JSON, else as it was written.")
            .Produces(200, contentType: DocumentFormats.Yaml, additionalContentTypes: MediaTypeNames.Application.Json)
            .ProducesProblems(403, 404, 406);
    }

    private static async Task<Ok<RevisionList>> ListAsync(
        string name, HttpContext context, TemplateStore templates, CancellationToken cancellationToken, int take = 50, int? after = null)
    {
        Field.Within("take", take, 1, 200);
        var head = await TemplateEndpoints.FindAsync(templates, name, context.Identity(), Permission.View, cancellationToken);
        var newest = Math.Min(after is { } last ? last - 1L : head.Revision, head.Revision);
        var items = new List<RevisionItem>();
        for (var number = newest; number > Math.Max(newest - take, 0); number--)
        {
            if (await templates.FindRevisionAsync(name, (int)number, cancellationToken) is { } revision)
                items.Add(new(revision.Revision, revision.CreatedAt, revision.CreatedBy));
        }

        return TypedResults.Ok(new RevisionList(items, items is [.., { Revision: > 1 } oldest] ? oldest.Revision : null));
    }

    private static async Task<IResult> GetAsync(string name, int revision, HttpContext context, TemplateStore templates, CancellationToken cancellationToken)
    {
        await TemplateEndpoints.FindAsync(templates, name, context.Identity(), Permission.View, cancellationToken);
        return await AnswerAsync(context, templates, name, revision, cancellationToken);
    }

    /// <summary>Sends a revision's document in the notation that the client likes best.</summary>
    public static async ValueTask<IResult> AnswerAsync(HttpContext context, TemplateStore templates, string name, int revision, CancellationToken cancellationToken)
    {
        if (await templates.FindRevisionAsync(name, revision, cancellationToken) is not { } found)
            throw ProblemException.NotFound($"The template '{name}' has no revision {revision}.");

        var format = DocumentFormats.Wanted(context.Request, found.Format);
        var headers = context.Response.Headers;
        headers.ETag = Preconditions.TagOf(revision);
        headers.Vary = "Accept";
        headers["Template-Revision"] = revision.ToString(CultureInfo.InvariantCulture);
        if (Preconditions.IsKnown(context.Request, revision))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        return TypedResults.Text(format == found.Format ? found.Text : DocumentText.Convert(found.Text, found.Format, format), DocumentFormats.MediaTypeOf(format), Encoding.UTF8);
    }
}
