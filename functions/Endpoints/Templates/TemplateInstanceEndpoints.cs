using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Templates;

namespace Pipeline.Functions.Endpoints.Templates;

/// <summary>The pipelines that are instances of a template, and their way from one of its revisions to another.</summary>
internal static class TemplateInstanceEndpoints
{
    public static void MapTemplateInstances(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/templates/{name}/instances", ListAsync)
            .Requires(Permission.View, AccessScope.Anywhere)
            .WithName("listTemplateInstances").WithTags("Templates")
            .WithSummary("The pipelines that are instances of the template, as far as the sender may see them, each with the revision that it is on.")
            .ProducesProblems(403, 404);
        routes.MapPost("/api/templates/{name}/instances", MoveAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("moveTemplateInstances").WithTags("Templates")
            .WithSummary("Moves instances, all or those named, to a revision of the template (the newest when left out). Each gets a new revision of its own, or stays as it is and says why.")
            .ProducesProblems(400, 403, 404, 415);
    }

    private static async Task<Ok<TemplateInstanceList>> ListAsync(
        string name, HttpContext context, TemplateStore templates, PipelineStore pipelines, CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        var template = await TemplateEndpoints.FindAsync(templates, name, sender, Permission.View, cancellationToken);
        var instances = await InstancesAsync(pipelines, name, cancellationToken);
        return TypedResults.Ok(new TemplateInstanceList(
            template.Name, template.Revision, [.. instances.Where(head => MayView(sender, head)).Select(head => TemplateInstanceItem.Of(head, template))]));
    }

    private static async Task<Ok<MovedInstanceList>> MoveAsync(
        string name,
        MoveInstancesBody? body,
        HttpContext context,
        TemplateStore templates,
        PipelineStore pipelines,
        InstanceMoves moves,
        CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        var template = await TemplateEndpoints.FindAsync(templates, name, sender, Permission.View, cancellationToken);
        var revision = body?.Revision ?? template.Revision;
        if (await templates.FindRevisionAsync(name, revision, cancellationToken) is null)
            throw ProblemException.InvalidField("revision", $"The template '{name}' has no revision {revision}; the newest is {template.Revision}.");

        var instances = (await InstancesAsync(pipelines, name, cancellationToken)).Where(head => MayView(sender, head)).ToList();
        foreach (var (index, named) in body?.Pipelines?.Index() ?? [])
        {
            if (!instances.Any(instance => instance.Name == named))
                throw ProblemException.InvalidField($"pipelines[{index}]", $"'{named}' is no pipeline that is an instance of the template '{name}'.");
        }

        if (body?.Pipelines is { } chosen)
            instances.RemoveAll(instance => !chosen.Contains(instance.Name));
        return TypedResults.Ok(new MovedInstanceList(name, revision, await moves.MoveAsync(instances, revision, sender, cancellationToken)));
    }

    /// <summary>The instances of a template, in the order of their names.</summary>
    public static async ValueTask<IEnumerable<PipelineHead>> InstancesAsync(PipelineStore pipelines, string template, CancellationToken cancellationToken) =>
        (await pipelines.ListAsync(cancellationToken)).Where(head => head.Template?.Name == template);

    private static bool MayView(Identity sender, PipelineHead head) => AccessRules.Allows(sender, Permission.View, head.Application);
}
