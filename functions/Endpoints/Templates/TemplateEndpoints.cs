using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Pipelines;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Endpoints.Settings;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Templates;

namespace Pipeline.Functions.Endpoints.Templates;

/// <summary>Templates: their documents in, listed, and out again. One for all applications needs a role held in all.</summary>
internal static class TemplateEndpoints
{
    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/templates", ListAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("listTemplates").WithTags("Templates")
            .WithSummary("The templates that the sender's applications may use, in the order of their names.");
        routes.MapGet("/api/templates/{name}", GetAsync)
            .Requires(Permission.View, AccessScope.Anywhere)
            .WithName("getTemplate").WithTags("Templates")
            .WithSummary("A template's newest document, by Accept as YAML or JSON, else as it was written.")
            .Produces(200, contentType: DocumentFormats.Yaml, additionalContentTypes: MediaTypeNames.Application.Json)
            .ProducesProblems(403, 404, 406);
        routes.MapPut("/api/templates/{name}", PutAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("putTemplate").WithTags("Templates")
            .WithSummary("Makes a template or a new revision of it, from YAML or JSON; instances stay on the revision that they are on. If-Match and If-None-Match: * guard against others' changes.")
            .ReadsBody(DocumentFormats.Yaml, MediaTypeNames.Application.Json)
            .ReadsPreconditions()
            .ProducesProblems(400, 403, 409, 412, 413, 415);
        routes.MapDelete("/api/templates/{name}", DeleteAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("deleteTemplate").WithTags("Templates")
            .WithSummary("Deletes a template that has no instance. Its revisions stay.")
            .ReadsHeader("If-Match", "Only if it still has this entity tag.")
            .ProducesProblems(403, 404, 409, 412);
    }

    private static async Task<Ok<TemplateList>> ListAsync(HttpContext context, TemplateStore templates, CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        return TypedResults.Ok(new TemplateList([.. (await templates.ListAsync(cancellationToken)).Where(head => MayView(sender, head)).Select(TemplateItem.Of)]));
    }

    private static async Task<IResult> GetAsync(string name, HttpContext context, TemplateStore templates, CancellationToken cancellationToken)
    {
        var head = await FindAsync(templates, name, context.Identity(), Permission.View, cancellationToken);
        return await TemplateRevisionEndpoints.AnswerAsync(context, templates, name, head.Revision, cancellationToken);
    }

    private static async Task<Results<Ok<PutTemplateAnswer>, Created<PutTemplateAnswer>>> PutAsync(
        string name, HttpContext context, TemplateStore templates, TemplateDocuments documents, Applications applications, AuditLog audit, CancellationToken cancellationToken)
    {
        var format = DocumentFormats.OfBody(context.Request.ContentType);
        var document = documents.Read(await PipelineEndpoints.ReadAsync(context.Request, cancellationToken), format);
        var template = document.Template;
        if (template.Name != name)
            throw ProblemException.InvalidField("metadata.name", $"The document names the template '{template.Name}', the address '{name}'. Make them the same.");

        var sender = context.Identity();
        sender.Demand(Permission.Edit, SettingEndpoints.ScopeOf(template.Application));
        if (template.Application is { } application && await applications.FindAsync(application, cancellationToken) is null)
            throw ProblemException.InvalidField("metadata.application", $"There is no application '{application}'. PUT /api/applications/{application} makes it.");

        var (head, isNew, isChanged) = await templates.PutAsync(document, sender.Subject, Admit, cancellationToken);
        if (isChanged)
            await audit.RecordAsync(sender.Subject, "template.put", $"templates/{name}", template.Application, $"revision {head.Revision}", cancellationToken);
        context.Response.Headers.ETag = Preconditions.TagOf(head.Revision);
        var answer = new PutTemplateAnswer(head.Name, head.Revision);
        return isNew ? TypedResults.Created($"/api/templates/{name}", answer) : TypedResults.Ok(answer);

        void Admit(TemplateHead? present)
        {
            Preconditions.Demand(context.Request, present?.Revision);
            if (present is not null && present.Application != template.Application)
                throw ProblemException.Conflict($"The template '{name}' belongs to {(present.Application is { } other ? $"the application '{other}'" : "all applications")}. Delete it there first, or choose another name.");
        }
    }

    private static async Task<NoContent> DeleteAsync(
        string name, HttpContext context, TemplateStore templates, PipelineStore pipelines, AuditLog audit, CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        var head = await FindAsync(templates, name, sender, Permission.Edit, cancellationToken);
        var instances = (await TemplateInstanceEndpoints.InstancesAsync(pipelines, name, cancellationToken)).Select(instance => instance.Name).ToArray();
        if (instances.Length > 0)
            throw ProblemException.InUse($"The template '{name}' is used by {string.Join(", ", instances.Take(50))}{(instances.Length > 50 ? ", …" : "")}. Put these pipelines without it first.");

        await templates.DeleteAsync(name, present => Preconditions.Demand(context.Request, present?.Revision), cancellationToken);
        await audit.RecordAsync(sender.Subject, "template.delete", $"templates/{name}", head.Application, detail: null, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>A template for which the sender has the permission.</summary>
    /// <exception cref="ProblemException">404, or 403.</exception>
    public static async ValueTask<TemplateHead> FindAsync(
        TemplateStore templates, string name, Identity sender, Permission permission, CancellationToken cancellationToken)
    {
        var head = await templates.FindAsync(name, cancellationToken) ?? throw ProblemException.NotFound($"There is no template '{name}'.");
        if (permission is not Permission.View || !MayView(sender, head))
            sender.Demand(permission, SettingEndpoints.ScopeOf(head.Application));
        return head;
    }

    // As a setting of all applications, a template of all is no news to anybody who writes pipelines in one of them.
    private static bool MayView(Identity sender, TemplateHead head) => head.Application is { } application
        ? AccessRules.Allows(sender, Permission.View, application)
        : AccessRules.AllowsAnywhere(sender, Permission.View);
}
