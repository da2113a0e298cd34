using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Templates;

namespace Pipeline.Functions.Endpoints.Pipelines;

/// <summary>Pipelines: their documents in, listed, and out again.</summary>
internal static class PipelineEndpoints
{
    public static void MapPipelines(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/pipelines", ListAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("listPipelines").WithTags("Pipelines")
            .WithSummary("The pipelines that the sender may see, in the order of their names.")
            .ProducesProblems(400);
        routes.MapGet("/api/pipelines/{name}", GetAsync)
            .Requires(Permission.View, AccessScope.Pipeline)
            .WithName("getPipeline").WithTags("Pipelines")
            .WithSummary("A pipeline's newest document, by Accept as YAML or JSON, else as it was written; ?expanded=true: what an instance of a template comes to.")
            .Produces(200, contentType: DocumentFormats.Yaml, additionalContentTypes: MediaTypeNames.Application.Json)
            .ProducesProblems(403, 404, 406);
        routes.MapPut("/api/pipelines/{name}", PutAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("putPipeline").WithTags("Pipelines")
            .WithSummary("Makes a pipeline or a new revision of it, from YAML or JSON. The same document again makes no revision. If-Match and If-None-Match: * guard against others' changes.")
            .ReadsBody(DocumentFormats.Yaml, MediaTypeNames.Application.Json)
            .ReadsPreconditions()
            .ProducesProblems(400, 403, 409, 412, 413, 415);
        routes.MapDelete("/api/pipelines/{name}", DeleteAsync)
            .Requires(Permission.Edit, AccessScope.Pipeline)
            .WithName("deletePipeline").WithTags("Pipelines")
            .WithSummary("Deletes a pipeline that has no unfinished run. Its revisions and the records of its runs stay.")
            .ReadsHeader("If-Match", "Only if it still has this entity tag.")
            .ProducesProblems(403, 404, 409, 412);
    }

    private static async Task<Ok<PipelineList>> ListAsync(
        HttpContext context, PipelineStore pipelines, CancellationToken cancellationToken, string? application = null)
    {
        var sender = context.Identity();
        var heads = await pipelines.ListAsync(cancellationToken);
        return TypedResults.Ok(new PipelineList(
        [
            .. heads
                .Where(head => application is null || head.Application == application)
                .Where(head => AccessRules.Allows(sender, Permission.View, head.Application))
                .Select(PipelineItem.Of),
        ]));
    }

    private static async Task<IResult> GetAsync(
        string name, HttpContext context, PipelineStore pipelines, PipelineDocuments documents, CancellationToken cancellationToken, bool expanded = false)
    {
        var head = await FindAsync(pipelines, name, cancellationToken);
        return await RevisionEndpoints.AnswerAsync(context, pipelines, documents, head.Name, head.Revision, expanded, cancellationToken);
    }

    private static async Task<Results<Ok<PutPipelineAnswer>, Created<PutPipelineAnswer>>> PutAsync(
        string name, HttpContext context, PipelineStore pipelines, InstanceDocuments documents, Applications applications, AuditLog audit, CancellationToken cancellationToken)
    {
        var format = DocumentFormats.OfBody(context.Request.ContentType);
        var document = await documents.ReadAsync(await ReadAsync(context.Request, cancellationToken), format, cancellationToken);
        var definition = document.Definition;
        if (definition.Name != name)
            throw ProblemException.InvalidField("metadata.name", $"The document names the pipeline '{definition.Name}', the address '{name}'. Make them the same.");

        var sender = context.Identity();
        sender.Demand(Permission.Edit, definition.Application);
        if (await applications.FindAsync(definition.Application, cancellationToken) is null)
            throw ProblemException.InvalidField("metadata.application", $"There is no application '{definition.Application}'. PUT /api/applications/{definition.Application} makes it.");

        var (head, isNew) = await audit.CommandAsync(
            new() { By = sender.Subject, Action = "pipeline.put", Subject = $"pipelines/{name}", Application = definition.Application },
            () => pipelines.PutAsync(document, sender.Subject, Admit, cancellationToken).AsTask(),
            static (put, entry) => entry with { Detail = $"revision {put.Head.Revision}" },
            cancellationToken);
        context.Response.Headers.ETag = Preconditions.TagOf(head.Revision);
        var answer = new PutPipelineAnswer(head.Name, head.Revision, head.Template);
        return isNew ? TypedResults.Created($"/api/pipelines/{name}", answer) : TypedResults.Ok(answer);

        void Admit(PipelineHead? present)
        {
            Preconditions.Demand(context.Request, present?.Revision);
            if (present is not null && present.Application != definition.Application)
                throw ProblemException.Conflict($"The pipeline '{name}' belongs to the application '{present.Application}'. Delete it there first, or choose another name.");
        }
    }

    private static async Task<NoContent> DeleteAsync(
        string name, HttpContext context, PipelineStore pipelines, PipelineRuns runs, AuditLog audit, CancellationToken cancellationToken)
    {
        var head = await FindAsync(pipelines, name, cancellationToken);
        await audit.CommandAsync(
            new() { By = context.Identity().Subject, Action = "pipeline.delete", Subject = $"pipelines/{name}", Application = head.Application, Detail = $"revision {head.Revision}" },
            DeleteAsync,
            cancellationToken);
        return TypedResults.NoContent();

        async Task DeleteAsync()
        {
            if (await runs.FindUnfinishedAsync(head, cancellationToken) is { } run)
                throw ProblemException.InUse($"Run {run.Number} ({run.Id}) of '{name}' is unfinished. Cancel it or wait for its end.");

            await pipelines.DeleteAsync(
                name,
                present => Preconditions.Demand(context.Request, present?.Revision),
                cancellationToken);
        }
    }

    public static async ValueTask<PipelineHead> FindAsync(PipelineStore pipelines, string name, CancellationToken cancellationToken) =>
        await pipelines.FindAsync(name, cancellationToken) ?? throw ProblemException.NotFound($"There is no pipeline '{name}'.");

    public static async ValueTask<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }
}
