using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;

namespace Pipeline.Functions.Endpoints.Pipelines;

/// <summary>The revisions of a pipeline, which never change.</summary>
internal static class RevisionEndpoints
{
    public static void MapRevisions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/pipelines/{name}/revisions", ListAsync)
            .Requires(Permission.View, AccessScope.Pipeline)
            .WithName("listRevisions").WithTags("Pipelines")
            .WithSummary("A pipeline's revisions, newest first, ?take= (1 to 200) at a time; ?after= goes on behind a revision.")
            .ProducesProblems(400, 403, 404);
        routes.MapGet("/api/pipelines/{name}/revisions/{revision:int}", GetAsync)
            .Requires(Permission.View, AccessScope.Pipeline)
            .WithName("getRevision").WithTags("Pipelines")
            .WithSummary("The document of a revision, by Accept as YAML or JSON, else as it was written; ?expanded=true: what an instance of a template comes to.")
            .Produces(200, contentType: DocumentFormats.Yaml, additionalContentTypes: MediaTypeNames.Application.Json)
            .ProducesProblems(403, 404, 406);
    }

    private static async Task<Ok<RevisionList>> ListAsync(
        string name, PipelineStore pipelines, CancellationToken cancellationToken, int take = 50, int? after = null)
    {
        Field.Within("take", take, 1, 200);
        var head = await PipelineEndpoints.FindAsync(pipelines, name, cancellationToken);
        var newest = Math.Min(after is { } last ? last - 1L : head.Revision, head.Revision);
        var items = new List<RevisionItem>();
        for (var number = newest; number > Math.Max(newest - take, 0); number--)
        {
            if (await pipelines.FindRevisionAsync(name, (int)number, cancellationToken) is { } revision)
                items.Add(new(revision.Revision, revision.CreatedAt, revision.CreatedBy, revision.Template));
        }

        return TypedResults.Ok(new RevisionList(items, items is [.., { Revision: > 1 } oldest] ? oldest.Revision : null));
    }

    private static async Task<IResult> GetAsync(
        string name, int revision, HttpContext context, PipelineStore pipelines, PipelineDocuments documents, CancellationToken cancellationToken, bool expanded = false) =>
        await AnswerAsync(context, pipelines, documents, name, revision, expanded, cancellationToken);

    /// <summary>Sends a revision's document in the notation that the client likes best.</summary>
    public static async ValueTask<IResult> AnswerAsync(
        HttpContext context, PipelineStore pipelines, PipelineDocuments documents, string name, int revision, bool expanded, CancellationToken cancellationToken)
    {
        if (await pipelines.FindRevisionAsync(name, revision, cancellationToken) is not { } found)
            throw ProblemException.NotFound($"The pipeline '{name}' has no revision {revision}.");

        var format = DocumentFormats.Wanted(context.Request, found.Format);
        var headers = context.Response.Headers;
        headers.ETag = Preconditions.TagOf(revision);
        headers.Vary = "Accept";
        headers["Pipeline-Revision"] = Invariant(revision);
        if (found.Template is { } template)
            headers["Pipeline-Template"] = $"{template.Name}@{Invariant(template.Revision)}";
        if (Preconditions.IsKnown(context.Request, revision))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        var text = expanded && found.Template is not null ? documents.Expand(found, format) : format == found.Format ? found.Text : documents.Convert(found, format);
        return TypedResults.Text(text, DocumentFormats.MediaTypeOf(format), Encoding.UTF8);
    }

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
